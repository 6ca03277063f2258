import { expect, it } from 'vitest';
import { priceAt } from './price';

it.each([
  [null, 0, 1_000 * 2 + 100 * 8],
  [null, 400, 1_000 * 2 + 100 * 8],
  [0.5, 400, 600 * 2 + 400 * 0.5 + 100 * 8],
  [0, 5_000, 100 * 8],
])('cached input at %s with %i cached tokens costs %i micro-dollars in all', (cachedInputUsd, cachedInputTokens, expected) => {
  const price = { model: 'm', inputUsd: 2, outputUsd: 8, cachedInputUsd };
  expect(priceAt(price, { inputTokens: 1_000, outputTokens: 100, cachedInputTokens })).toBe(expected);
});
