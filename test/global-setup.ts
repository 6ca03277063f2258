import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '@/server/infra/db/migrate';
import { startPostgres } from '@/server/infra/embedded/start-postgres';
import { findRedis, startRedis } from '@/server/infra/embedded/start-redis';
import { openClient } from './client';
import { sweepAbandoned } from './sweep-abandoned';
import { TEMPLATE } from './template';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the server's own database `postgres`, for making test databases. */
    postgresUrl: string;
    /** Null where no server is on the PATH: tests of the Redis bus are then skipped (`describe.skipIf`). */
    redisUrl: string | null;
  }
}

const PREFIX = 'signalbox-test-';

/** One PostgreSQL and one Redis for a whole run of the suite. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweepAbandoned(PREFIX);
  const dataDir = join(tmpdir(), `${PREFIX}${process.pid}`);
  await mkdir(dataDir, { recursive: true });
  // Nothing here outlives the run, so nothing waits for the disk.
  const settings = { fsync: 'off', full_page_writes: 'off' };
  const postgres = await startPostgres({ dataDir, settings });
  const redis = await startTestRedis(dataDir);
  // By TCP: some tests stand between, and the product's own way is tried end to end.
  await makeTemplate(postgres.tcpUrl('postgres'), postgres.tcpUrl(TEMPLATE));
  project.provide('postgresUrl', postgres.tcpUrl('postgres'));
  project.provide('redisUrl', redis?.url ?? null);
  return async () => {
    await redis?.stop();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

async function startTestRedis(dataDir: string) {
  const binary = await findRedis(process.env.PATH);
  if (binary) return await startRedis({ binary, dataDir });
  const reason = 'No redis-server or valkey-server on the PATH: tests of the Redis bus are skipped.';
  if (process.env.CI === 'true') throw new Error(`${reason} With CI=true that is a failure.`);
  console.warn(reason);
  return null;
}

async function makeTemplate(serverUrl: string, templateUrl: string): Promise<void> {
  const client = await openClient(serverUrl);
  try {
    await client.query(`CREATE DATABASE ${TEMPLATE}`);
  } finally {
    await client.end();
  }
  await migrate({ connectionString: templateUrl, migrationsDir: join(import.meta.dirname, '..', 'prisma', 'migrations') });
}
