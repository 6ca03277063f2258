import { expect, it } from 'vitest';
import { pageWithin } from './page-within';

const page = (sizes: number[]) => pageWithin(sizes, { limit: 3, maxCharacters: 100 });

it('takes turns up to the limit while they fit', () => {
  expect(page([10, 10, 10, 10])).toBe(3);
  expect(page([10, 10])).toBe(2);
  expect(page([60, 40, 1])).toBe(2);
});

it('takes one turn even where it is too long alone', () => {
  expect(page([500, 1])).toBe(1);
  expect(page([])).toBe(0);
});
