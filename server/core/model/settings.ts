import type { Candidate, PriceOverride } from '@/lib/contracts/model';
import { TIERS, type Tier } from '@/lib/contracts/task';

/** An endpoint as calls need it, its key in the clear: never stored, logged or sent. */
export interface Endpoint {
  name: string;
  builtin: boolean;
  /** Null for the offline model, whose address is known once it runs. */
  baseUrl: string | null;
  apiKey: string | null;
  /** A key is stored that this installation's secret does not open. */
  keyUnreadable: boolean;
  requestsPerMinute: number | null;
  tokensPerMinute: number | null;
  stallMs: number;
  enabled: boolean;
}

/** What the router works with: the settings, with the built-in endpoint among them. */
export interface ModelSettings {
  endpoints: ReadonlyMap<string, Endpoint>;
  /** In order of preference; never empty where nobody set a tier: the built-in endpoint then. */
  tiers: Record<Tier, readonly Candidate[]>;
  prices: ReadonlyMap<string, PriceOverride>;
}

/** The endpoint that the environment gives, and its model of each tier. */
export interface Builtin {
  endpoint: Endpoint;
  models: Record<Tier, string>;
}

export const DEFAULT_STALL_SECONDS = 60;

/** Every tier's list, with the built-in endpoint for those that nobody set. */
export function tiersInUse(set: Record<Tier, readonly Candidate[]>, builtin: Builtin): Record<Tier, readonly Candidate[]> {
  const listOf = (tier: Tier) => (set[tier].length > 0 ? set[tier] : [{ endpoint: builtin.endpoint.name, model: builtin.models[tier] }]);
  return Object.fromEntries(TIERS.map((tier) => [tier, listOf(tier)])) as Record<Tier, readonly Candidate[]>;
}

/** The endpoints of a tier that may be called, with their models. */
export function usable(settings: ModelSettings, tier: Tier): { endpoint: Endpoint; model: string }[] {
  return settings.tiers[tier].flatMap(({ endpoint: name, model }) => {
    const endpoint = settings.endpoints.get(name);
    return endpoint?.enabled ? [{ endpoint, model }] : [];
  });
}
