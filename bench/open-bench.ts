import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOrchestrator, type Orchestrator } from '@/server/composition';
import type { ModelClient } from '@/server/core/ports/model';
import { systemClock } from '@/server/infra/clock/system-clock';
import { migrate } from '@/server/infra/db/migrate';
import { startPostgres } from '@/server/infra/embedded/start-postgres';

export interface Bench {
  app: Orchestrator;
  databaseUrl: string;
  close(): Promise<void>;
}

/** Nothing here speaks to a model. */
const noModel: ModelClient = {
  complete: () => Promise.reject(new Error('the bench calls no model')),
  modelFor: () => 'none',
  label: 'none',
  offline: true,
  assumedCostMicroUsd: () => 0,
};

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
    model: noModel,
    clock: systemClock,
    log: { info: () => undefined, warn: () => undefined, error: console.error },
    secret: 'bench',
    secure: false,
    apiToken: null,
    requestsPerSecond: 100,
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
