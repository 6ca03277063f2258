import { expect, it } from 'vitest';
import { mayBeMasked, stillMasked } from './still-masked';

const words = ['AKIAIOSFODNN7EXAMPLE', '-----BEGIN KEY-----\nabcdefgh\n-----END KEY-----'];

it.each([
  [{ prompt: `Use ${'*'.repeat(20)}.` }, 'body.prompt'],
  [[{ changes: { prompt: 'fine' } }, { changes: { prompt: `key: ${'*'.repeat(8)}` } }], 'body.1.changes.prompt'],
  [`{"key": "${'*'.repeat(20)}"}`, 'body'],
  [{ prompt: '**bold**, and a rule: ***************' }, null],
  [{ prompt: 'nothing', count: 3, none: null }, null],
])('%j holds a mask at %s', (value, path) => {
  expect(stillMasked(value, words, 'body')).toBe(path);
  if (path) expect(mayBeMasked(value)).toBe(true);
});

it('looks at what is kept back only where there are stars', () => {
  expect([{ prompt: 'a ** b' }, 'x', null, 3, undefined].map(mayBeMasked)).toEqual([false, false, false, false, false]);
});
