import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOrchestrator, type Orchestrator } from '@/server/composition';
import { systemClock } from '@/server/infra/clock/system-clock';
import { migrate } from '@/server/infra/db/migrate';
import { startPostgres } from '@/server/infra/embedded/start-postgres';
import { createBuiltinModel } from '@/server/infra/model/builtin-model';

export interface Bench {
  app: Orchestrator;
  databaseUrl: string;
  close(): Promise<void>;
}

/** A server of its own with default durability, migrated, and the product composed on it: bus, leases and events are real. */
export async function openBench(): Promise<Bench> {
  const dataDir = await mkdtemp(join(tmpdir(), 'signalbox-bench-'));
  const postgres = await startPostgres({ dataDir });
  const databaseUrl = postgres.url('postgres');
  await migrate({ connectionString: databaseUrl, migrationsDir: join(import.meta.dirname, '..', 'prisma', 'migrations') });
  const app = createOrchestrator({
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
  return {
    app,
    databaseUrl,
    async close() {
      await app.close();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
