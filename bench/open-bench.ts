import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Orchestrator } from '@/server/composition';
import { migrate } from '@/server/infra/db/migrate';
import { startPostgres } from '@/server/infra/embedded/start-postgres';
import { composeBench } from './compose';

export interface Bench {
  app: Orchestrator;
  databaseUrl: string;
  close(): Promise<void>;
}

export const migrateBench = (databaseUrl: string) =>
  migrate({ connectionString: databaseUrl, migrationsDir: join(import.meta.dirname, '..', 'prisma', 'migrations') });

/** A server of its own with default durability, migrated, and the product composed on it. */
export async function openBench(): Promise<Bench> {
  const dataDir = await mkdtemp(join(tmpdir(), 'signalbox-bench-'));
  const postgres = await startPostgres({ dataDir });
  const databaseUrl = postgres.url('postgres');
  await migrateBench(databaseUrl);
  const app = composeBench(databaseUrl);
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
