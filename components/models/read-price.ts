import type { PriceOverride } from '@/lib/contracts/model';

export interface PriceDraft {
  model: string;
  input: string;
  output: string;
  /** Empty: what input costs. */
  cached: string;
}

type Reading = { ok: true; value: PriceOverride } | { ok: false; errors: Partial<Record<keyof PriceDraft, string>> };

const MAX_USD = 100_000;

/** A price as it is typed: "0.25", "$3", "1,50" is refused rather than guessed. */
export function readPrice(draft: PriceDraft): Reading {
  const errors: Partial<Record<keyof PriceDraft, string>> = {};
  const figure = (field: 'input' | 'output' | 'cached'): number => {
    const text = draft[field].trim().replace(/^\$\s*/, '');
    const value = Number(text);
    if (/^\d+(\.\d+)?$/.test(text) && value <= MAX_USD) return value;
    errors[field] = 'Dollars per million tokens, such as 0.25';
    return 0;
  };
  const model = draft.model.trim();
  if (model === '') errors.model = 'The id under which the model answers';
  const inputUsd = figure('input');
  const outputUsd = figure('output');
  const cachedInputUsd = draft.cached.trim() === '' ? null : figure('cached');
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, value: { model, inputUsd, outputUsd, cachedInputUsd } };
}
