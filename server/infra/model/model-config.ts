import type { Tier } from '@/lib/contracts/task';

export interface ModelConfig {
  /** Base URL of the chat-completions API, e.g. `https://api.example.com/v1`. May carry `user:password@`. */
  baseUrl: string;
  apiKey: string | null;
  models: Record<Tier, string>;
  /** True where the words come from the offline model. */
  offline: boolean;
  /** A call is cut when this long passes without a byte, before the first one too. */
  stallMs: number;
}

/** An endpoint as the environment names it; a tier without a model is null. */
export interface EndpointSettings {
  baseUrl: string;
  apiKey: string | null;
  models: Record<Tier, string | null>;
}

/** What answers on an endpoint whose model ids nobody named; each is in the price catalogue. */
const DEFAULT_MODELS: Record<Tier, string> = { economy: 'gpt-5-nano', standard: 'gpt-5-mini', premium: 'gpt-5.2' };
const OFFLINE_MODELS: Record<Tier, string> = { economy: 'offline-economy', standard: 'offline-standard', premium: 'offline-premium' };
const DEFAULT_STALL_MS = 60_000;

/** A tier without a model of its own takes the nearest one that was named: someone who names one model has one model. */
export function endpointModelConfig(settings: EndpointSettings, stallMs = DEFAULT_STALL_MS): ModelConfig {
  const { economy, standard, premium } = settings.models;
  const models = {
    economy: economy ?? standard ?? premium ?? DEFAULT_MODELS.economy,
    standard: standard ?? premium ?? economy ?? DEFAULT_MODELS.standard,
    premium: premium ?? standard ?? economy ?? DEFAULT_MODELS.premium,
  };
  return { baseUrl: settings.baseUrl, apiKey: settings.apiKey, models, offline: false, stallMs };
}

/** For the address that `startOfflineModel` gave. */
export function offlineModelConfig(url: string, stallMs = DEFAULT_STALL_MS): ModelConfig {
  return { baseUrl: url, apiKey: null, models: OFFLINE_MODELS, offline: true, stallMs };
}
