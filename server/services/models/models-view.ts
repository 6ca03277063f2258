import type { EndpointView, ModelPrice, ModelsView, PriceOverride, PricesView } from '@/lib/contracts/model';
import { TIERS } from '@/lib/contracts/task';
import { type Builtin, type Endpoint, tiersInUse } from '@/server/core/model/settings';
import type { ModelAdapter } from '@/server/core/ports/model-endpoints';
import type { Tx } from '@/server/infra/db/tx';
import { readStats } from '@/server/repositories/model-stats-repository';
import { openKey, readModelsDocument, readPricesDocument, type StoredEndpoint } from './stored-settings';

/** Everything but the secrets. */
export async function readModelsView(tx: Tx, builtin: Builtin, secret: string): Promise<ModelsView> {
  const { document, version } = await readModelsDocument(tx);
  return {
    version,
    endpoints: [builtinView(builtin.endpoint), ...document.endpoints.map((one) => endpointView(one, secret))],
    tiers: document.tiers,
    inUse: mutable(tiersInUse(document.tiers, builtin)),
  };
}

const mutable = (tiers: ReturnType<typeof tiersInUse>): ModelsView['inUse'] => ({
  economy: [...tiers.economy],
  standard: [...tiers.standard],
  premium: [...tiers.premium],
});

function builtinView({ name, baseUrl, apiKey, stallMs, enabled }: Endpoint): EndpointView {
  return {
    name,
    builtin: true,
    baseUrl,
    apiKey: apiKey === null ? null : { last4: apiKey.length >= 16 ? apiKey.slice(-4) : null, readable: true },
    requestsPerMinute: null,
    tokensPerMinute: null,
    stallSeconds: stallMs / 1_000,
    enabled,
  };
}

function endpointView(stored: StoredEndpoint, secret: string): EndpointView {
  const { apiKey, ...rest } = stored;
  return { ...rest, builtin: false, apiKey: apiKey && { last4: apiKey.last4, readable: openKey(stored, secret) !== null } };
}

/** Every model that a tier may use, that answered of late or that has a price of the settings, by name. */
export async function readPricesView(tx: Tx, builtin: Builtin, adapter: ModelAdapter): Promise<PricesView> {
  const { document, version } = await readPricesDocument(tx);
  const models = await readModelsDocument(tx);
  const tiers = tiersInUse(models.document.tiers, builtin);
  const calls = new Map<string, number>();
  for (const { measure, label, count } of await readStats(tx)) {
    if (measure === 'model') calls.set(label, (calls.get(label) ?? 0) + count);
  }
  const overrides = new Map(document.overrides.map((row) => [row.model, row]));
  const named = TIERS.flatMap((tier) => tiers[tier].map((one) => one.model));
  const ids = [...new Set([...named, ...calls.keys(), ...overrides.keys()])].sort();
  const items = ids.map(
    (model): ModelPrice => ({
      model,
      tiers: TIERS.filter((tier) => tiers[tier].some((one) => one.model === model)),
      calls: calls.get(model) ?? 0,
      catalogue: adapter.priceOf(model),
      override: priceOf(overrides.get(model)),
      offline: adapter.isOffline(model),
    }),
  );
  return { version, items, assumed: adapter.assumedPrice };
}

function priceOf(row: PriceOverride | undefined): ModelPrice['override'] {
  return row ? { inputUsd: row.inputUsd, outputUsd: row.outputUsd, cachedInputUsd: row.cachedInputUsd ?? row.inputUsd } : null;
}
