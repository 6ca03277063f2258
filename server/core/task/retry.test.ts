import { expect, it } from 'vitest';
import { retryDelayMs } from './retry';

it.each([
  // attempt, wish of the endpoint, random, expected
  [1, null, 0.5, 500],
  [3, null, 0.5, 2000],
  [1, null, 0, 100],
  [12, null, 0.999, 29_471],
  [1, 7_000, 0.5, 7_000],
  [4, 1_000, 0.9, 7_200],
  [1, 3_600_000, 0.5, 29_500],
])('attempt %i, wish %s, random %d: %i ms', (attempt, retryAfterMs, random, expected) => {
  expect(retryDelayMs({ attempt, retryAfterMs, random })).toBe(expected);
});
