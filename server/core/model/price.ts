import type { PriceOverride } from '@/lib/contracts/model';
import type { ModelUsage } from '../ports/model';

/** Micro-dollars of a call at a price of the settings. Dollars per million tokens are micro-dollars per token. */
export function priceAt(price: PriceOverride, usage: Pick<ModelUsage, 'inputTokens' | 'outputTokens' | 'cachedInputTokens'>): number {
  const cached = Math.min(usage.cachedInputTokens, usage.inputTokens);
  const input = (usage.inputTokens - cached) * price.inputUsd + cached * (price.cachedInputUsd ?? price.inputUsd);
  return Math.ceil(input + usage.outputTokens * price.outputUsd);
}
