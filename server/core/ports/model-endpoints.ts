import type { Price, ProbeReport } from '@/lib/contracts/model';
import type { ModelClient, ModelRequest, ModelResult } from './model';

/** Where calls go and with what. */
export interface EndpointAddress {
  baseUrl: string;
  apiKey: string | null;
  /** A call is cut when so long nothing came. */
  stallMs: number;
}

/** Calls at one endpoint, of whatever model. Never rejects. */
export interface EndpointClient {
  call(model: string, request: Omit<ModelRequest, 'tier'>, options: Parameters<ModelClient['complete']>[1]): Promise<ModelResult>;
}

/** What the world gives of models: `infra/model` implements it. */
export interface ModelAdapter {
  open(address: EndpointAddress): EndpointClient;
  /** A real, minimal conversation with an endpoint; bounded in time. Without a model the first one that the endpoint lists is asked. */
  probe(address: EndpointAddress, model: string | null): Promise<ProbeReport>;
  /** Ids of the models that an endpoint lists; none where it has no list. */
  list(address: EndpointAddress): Promise<string[]>;
  /** Why an address may never be called (link-local, metadata of a cloud); null: it may. Names are looked at when they are called. */
  refusalOf(baseUrl: string): string | null;
  /** The catalogue's price; null where it does not know the model. */
  priceOf(model: string): Price | null;
  /** Whether a model's price is notional. */
  isOffline(model: string): boolean;
  /** What a call without a price counts as, in dollars per million tokens. */
  assumedPrice: { inputUsd: number; outputUsd: number };
  assumedCostMicroUsd: ModelClient['assumedCostMicroUsd'];
}

/** Limits of an endpoint that hold over all workers. */
export interface ModelLimits {
  /**
   * Takes one request and `tokens` out of the endpoint's minute. `settle` says afterwards what it really took; it never rejects.
   * Refused: there may be room in `waitMs`.
   */
  reserve(
    endpoint: { name: string; requestsPerMinute: number | null; tokensPerMinute: number | null },
    tokens: number,
  ): Promise<{ granted: true; settle(usedTokens: number): void } | { granted: false; waitMs: number }>;
}

/** One call, for the endpoint's health. */
export interface CallFact {
  endpoint: string;
  model: string;
  /** Class of the failure; null: answered. */
  error: { code: string; message: string } | null;
  latencyMs: number;
  firstTokenMs: number | null;
}
