import { createOrchestrator, type Orchestrator } from '@/server/composition';
import { systemClock } from '@/server/infra/clock/system-clock';
import { createBuiltinModel } from '@/server/infra/model/builtin-model';

/** The product on a migrated database: bus, leases and events are real. */
export function composeBench(databaseUrl: string): Orchestrator {
  return createOrchestrator({
    databaseUrl,
    databaseDirectUrl: databaseUrl,
    redisUrl: process.env.REDIS_URL ?? null,
    // Nothing here speaks to a model; it would start with its first call.
    builtinModel: createBuiltinModel(null, { offlineCharsPerSecond: 0 }),
    clock: systemClock,
    log: { info: () => undefined, warn: () => undefined, error: console.error },
    secret: 'bench',
    secure: false,
    apiToken: null,
    requestsPerSecond: 100,
    mcpConfig: { path: '/nonexistent/mcp.json', origin: 'data_folder' },
    leaseMs: 15_000,
    costBlockThreshold: 1,
    version: 'bench',
    publicUrl: () => '',
    poolSize: 8,
  });
}
