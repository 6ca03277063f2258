import { expect, it } from 'vitest';
import { assumedPrice, priceUsage } from './price-usage';

const usage = { inputTokens: 1_000_000, outputTokens: 100_000, cachedInputTokens: 0 };

it.each([
  ['gpt-5-mini', 450_000],
  ['claude-3-5-haiku-latest', 1_200_000],
  ['offline-standard', 700_000],
  ['llama3.1', null],
  ['mock', null],
])('%s costs %s micro-dollars', (model, expected) => {
  expect(priceUsage(model, usage)).toBe(expected);
});

it('counts cached input at its own price', () => {
  const cached = priceUsage('gpt-5-mini', { ...usage, cachedInputTokens: 900_000 });
  expect(cached).toBeLessThan(priceUsage('gpt-5-mini', usage) ?? 0);
});

it('assumes a price above zero for what is unpriced', () => {
  expect(assumedPrice(usage)).toBe(4_500_000);
});
