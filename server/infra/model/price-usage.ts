import { calcPrice } from '@pydantic/genai-prices';
import { MICRO_USD } from '@/lib/contracts/common';
import type { ModelUsage } from '@/server/core/ports/model';

/**
 * Notional prices of the offline model, in US dollars per million tokens: nothing is charged, but budgets, costs and
 * forecasts can be rehearsed with figures of a real one's size.
 */
const OFFLINE_PRICES: Record<string, { input: number; output: number }> = {
  'offline-economy': { input: 0.1, output: 0.4 },
  'offline-standard': { input: 0.5, output: 2 },
  'offline-premium': { input: 2.5, output: 10 },
};

/**
 * What a call of an unpriced model counts as, in US dollars per million tokens, so that a budget still holds. It is set at the
 * upper end of common hosted models: a run then stops too early rather than too late.
 */
export const ASSUMED_PRICE = { input: 3, output: 15 };

type UsedTokens = Pick<ModelUsage, 'inputTokens' | 'outputTokens' | 'cachedInputTokens'>;

/** Micro-dollars of a call, or null where the catalogue does not know the model: unknown, never free. */
export function priceUsage(model: string, usage: UsedTokens): number | null {
  const offline = OFFLINE_PRICES[model];
  if (offline) return flatPrice(usage, offline);
  try {
    const found = calcPrice(
      {
        input_tokens: usage.inputTokens,
        output_tokens: usage.outputTokens,
        cache_read_tokens: Math.min(usage.cachedInputTokens, usage.inputTokens),
      },
      model,
    );
    return found ? Math.round(found.total_price * MICRO_USD) : null;
  } catch {
    // The catalogue refuses units it has no price for.
    return null;
  }
}

/** Whether the catalogue has a price for a model. It matches by pattern: names that nobody sells may have one. */
export function isPriced(model: string): boolean {
  return priceUsage(model, { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0 }) !== null;
}
/** Dollars per million tokens at the size of a usual call (some prices grow with it); null where the catalogue does not know the model. */
export function catalogueRates(model: string): { inputUsd: number; outputUsd: number; cachedInputUsd: number } | null {
  const perMillion = (usage: Partial<UsedTokens>) => {
    const cost = priceUsage(model, { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0, ...usage });
    return cost === null ? null : cost / USUAL_TOKENS;
  };
  const inputUsd = perMillion({ inputTokens: USUAL_TOKENS });
  const outputUsd = perMillion({ outputTokens: USUAL_TOKENS });
  if (inputUsd === null || outputUsd === null) return null;
  const cachedInputUsd = perMillion({ inputTokens: USUAL_TOKENS, cachedInputTokens: USUAL_TOKENS }) ?? inputUsd;
  return { inputUsd, outputUsd, cachedInputUsd };
}
const USUAL_TOKENS = 10_000;

export const isOfflineModel = (model: string): boolean => model in OFFLINE_PRICES;

/** Micro-dollars at the assumed price. */
export function assumedPrice(usage: UsedTokens): number {
  return flatPrice(usage, ASSUMED_PRICE);
}

/** Dollars per million tokens are micro-dollars per token. */
function flatPrice(usage: UsedTokens, price: { input: number; output: number }): number {
  return Math.ceil(usage.inputTokens * price.input + usage.outputTokens * price.output);
}
