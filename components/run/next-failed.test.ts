import { expect, it } from 'vitest';
import { nextFailed } from './next-failed';

const tasks = (['FAILED', 'SUCCEEDED', 'FAILED', 'PENDING'] as const).map((status, index) => ({ key: `t${index}`, status }));

it.each<[string | null, 'next' | 'previous', string]>([
  [null, 'next', 't0'],
  ['t0', 'next', 't2'],
  ['t2', 'next', 't0'],
  ['t1', 'next', 't2'],
  ['t2', 'previous', 't0'],
  [null, 'previous', 't2'],
])('from %s, %s: %s', (from, direction, to) => {
  expect(nextFailed(tasks, from, direction)).toBe(to);
});

it('stays on the only one, and finds none where none failed', () => {
  expect(nextFailed(tasks.slice(0, 2), 't0', 'next')).toBe('t0');
  expect(nextFailed(tasks.slice(3), null, 'next')).toBeNull();
});
