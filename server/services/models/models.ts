import { TIERS } from '@/lib/contracts/task';
import type { Builtin, Endpoint } from '@/server/core/model/settings';
import type { Clock } from '@/server/core/ports/clock';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import type { ModelClient } from '@/server/core/ports/model';
import type { EndpointAddress, EndpointClient, ModelAdapter } from '@/server/core/ports/model-endpoints';
import type { PeriodicJob } from '@/server/engine/periodic';
import type { Database } from '@/server/infra/db/tx';
import { deleteOldStats, readRecentCalls } from '@/server/repositories/model-stats-repository';
import { createEndpointCaller } from './call-endpoint';
import { createModelLimits } from './model-limits';
import { createModelRouter } from './model-router';
import { createModelStats } from './model-stats';
import { createModelsService, type ModelsService } from './models-service';
import { createSettingsCache } from './settings-cache';
import { builtinSettings, loadModelSettings } from './stored-settings';

/** Statistics are kept by the minute: fewer would often say nothing. */
const RECENT_MINUTES = 3;

export interface ModelsDeps {
  db: Database;
  bus: LiveBus;
  clock: Clock;
  log: Log;
  adapter: ModelAdapter;
  builtin: Builtin & { address(): Promise<EndpointAddress> };
  secret: string;
  randomBytes: (count: number) => Uint8Array;
  /** Id of this process among those that report an endpoint's health. */
  process: string;
}

export interface Models {
  /** What agents and tests of the console speak through. */
  client: ModelClient;
  service: ModelsService;
  job: PeriodicJob;
  /** Whether a tier may ask this model. */
  isInUse(model: string): boolean;
  /** Calls of the last minutes, and those of them that failed: of one endpoint, or (null) of all. */
  recentCalls(endpoint: string | null): Promise<{ calls: number; errors: number }>;
  /** Resolves once the settings are read for the first time, or cannot be. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** The models of this process: what the settings say, and a client that follows them. */
export function createModels(deps: ModelsDeps): Models {
  const { db, clock, log, builtin, adapter } = deps;
  const cache = createSettingsCache({ ...deps, first: builtinSettings(builtin), load: () => loadModelSettings(db, builtin, deps.secret) });
  const stats = createModelStats({ db, clock, log, process: deps.process, circuits: () => caller.circuits() });
  const caller = createEndpointCaller({ clock, clientOf: createClients(deps), record: stats.record });
  const client = createModelRouter({
    clock,
    settings: cache.current,
    known: cache.known,
    caller,
    limits: createModelLimits({ db, log }),
    assumedCostMicroUsd: adapter.assumedCostMicroUsd,
  });
  return {
    client,
    service: createModelsService(deps),
    job: { name: 'model_stats.expire', everyMs: 3_600_000, run: () => deleteOldStats(db) },
    isInUse: (model) => TIERS.some((tier) => cache.known().tiers[tier].some((one) => one.model === model)),
    recentCalls: (endpoint) => readRecentCalls(db, endpoint, RECENT_MINUTES),
    ready: () => cache.current().then(() => undefined),
    async close() {
      await Promise.all([cache.close(), stats.close()]);
    },
  };
}

/** A client for each endpoint, made anew where its address or its key has changed; calls under way keep theirs. */
function createClients({ adapter, builtin }: Pick<ModelsDeps, 'adapter' | 'builtin'>): (endpoint: Endpoint) => Promise<EndpointClient> {
  const clients = new Map<string, { of: string; client: Promise<EndpointClient> }>();
  return (endpoint) => {
    const { name, baseUrl, apiKey, stallMs } = endpoint;
    const of = JSON.stringify([baseUrl, apiKey, stallMs]);
    const known = clients.get(name);
    if (known?.of === of) return known.client;
    const address = endpoint.builtin ? builtin.address() : Promise.resolve({ baseUrl: baseUrl ?? '', apiKey, stallMs });
    const client = address.then((found) => adapter.open(found));
    clients.set(name, { of, client });
    return client;
  };
}
