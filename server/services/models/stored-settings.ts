import { z } from 'zod';
import { candidateSchema, priceOverrideSchema } from '@/lib/contracts/model';
import { type Builtin, DEFAULT_STALL_SECONDS, type Endpoint, type ModelSettings, tiersInUse } from '@/server/core/model/settings';
import { seal, unseal } from '@/server/core/secret/sealed';
import type { Tx } from '@/server/infra/db/tx';
import { readSetting } from '@/server/repositories/settings-repository';

export const MODELS_KEY = 'models';
export const PRICES_KEY = 'prices';
const PURPOSE = 'model endpoint key';

const storedEndpointSchema = z.object({
  name: z.string(),
  baseUrl: z.string(),
  apiKey: z.object({ sealed: z.string(), last4: z.string().nullable() }).nullable(),
  requestsPerMinute: z.int().nullable(),
  tokensPerMinute: z.int().nullable(),
  stallSeconds: z.int().nullable(),
  enabled: z.boolean(),
});
export type StoredEndpoint = z.infer<typeof storedEndpointSchema>;

const candidates = z.array(candidateSchema);
const modelsDocumentSchema = z.object({
  endpoints: z.array(storedEndpointSchema),
  tiers: z.object({ economy: candidates, standard: candidates, premium: candidates }),
});
export type ModelsDocument = z.infer<typeof modelsDocumentSchema>;
const pricesDocumentSchema = z.object({ overrides: z.array(priceOverrideSchema) });
export type PricesDocument = z.infer<typeof pricesDocumentSchema>;

export async function readModelsDocument(tx: Tx): Promise<{ document: ModelsDocument; version: number }> {
  const { value, version } = await readSetting(tx, MODELS_KEY);
  const nothing = { endpoints: [], tiers: { economy: [], standard: [], premium: [] } };
  return { document: value === null ? nothing : modelsDocumentSchema.parse(value), version };
}

export async function readPricesDocument(tx: Tx): Promise<{ document: PricesDocument; version: number }> {
  const { value, version } = await readSetting(tx, PRICES_KEY);
  return { document: value === null ? { overrides: [] } : pricesDocumentSchema.parse(value), version };
}

/** The end of a key tells which one it is; of a short one it would tell too much. */
const SHOWN_FROM_CHARACTERS = 16;

/** A key as it is stored: bound to its endpoint's name, so that it opens nowhere else. */
export function sealKey(key: string, options: { secret: string; name: string; iv: Uint8Array }): NonNullable<StoredEndpoint['apiKey']> {
  const { secret, name, iv } = options;
  return {
    sealed: seal(key, { secret, purpose: PURPOSE, about: name, iv }),
    last4: key.length >= SHOWN_FROM_CHARACTERS ? key.slice(-4) : null,
  };
}

/** Null: it has none, or none that opens. */
export function openKey(endpoint: Pick<StoredEndpoint, 'name' | 'apiKey'>, secret: string): string | null {
  return endpoint.apiKey && unseal(endpoint.apiKey.sealed, { secret, purpose: PURPOSE, about: endpoint.name });
}

/** What the router works with, keys in the clear. */
export async function loadModelSettings(tx: Tx, builtin: Builtin, secret: string): Promise<ModelSettings> {
  const [models, prices] = await Promise.all([readModelsDocument(tx), readPricesDocument(tx)]);
  const { endpoints, tiers } = models.document;
  return {
    endpoints: new Map([builtin.endpoint, ...endpoints.map((one) => toEndpoint(one, secret))].map((one) => [one.name, one])),
    tiers: tiersInUse(tiers, builtin),
    prices: new Map(prices.document.overrides.map((row) => [row.model, row])),
  };
}

function toEndpoint(stored: StoredEndpoint, secret: string): Endpoint {
  const apiKey = openKey(stored, secret);
  const { name, baseUrl, requestsPerMinute, tokensPerMinute, enabled } = stored;
  const stallMs = (stored.stallSeconds ?? DEFAULT_STALL_SECONDS) * 1_000;
  const keyUnreadable = stored.apiKey !== null && apiKey === null;
  return { name, builtin: false, baseUrl, apiKey, keyUnreadable, requestsPerMinute, tokensPerMinute, stallMs, enabled };
}

/** Before anything was read: the built-in endpoint serves every tier. */
export function builtinSettings(builtin: Builtin): ModelSettings {
  const tiers = tiersInUse({ economy: [], standard: [], premium: [] }, builtin);
  return { endpoints: new Map([[builtin.endpoint.name, builtin.endpoint]]), tiers, prices: new Map() };
}
