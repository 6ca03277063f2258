import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '@/server/config';
import { createDatabase } from '@/server/infra/db/database';
import { migrate } from '@/server/infra/db/migrate';
import { forgetBackfill } from '@/server/repositories/dead-letter-retention-repository';
import { forgetCounts, lockCountedUntil } from '@/server/repositories/stats-repository';
import { readConnection } from '../launcher/connection-file';
import { explain } from '../launcher/explain';
import { LaunchError } from '../launcher/launch-error';
import { takeLock } from '../launcher/lock';
import { openDatabase } from '../launcher/open-database';
import { hasRealRuns, seedWorld, WORLDS, type World } from './seed-world';

export interface SeedOptions {
  cloneDir: string;
  environment: NodeJS.ProcessEnv;
  args: string[];
}

const USAGE = `Usage: npm run seed -- <${WORLDS.join(' | ')}> [--seed <number>] [--force]`;

/** Fills the database that `npm start` uses, whether it runs or not. Returns the exit code; what is wrong is said in one line. */
export async function seed({ cloneDir, environment, args }: SeedOptions): Promise<number> {
  const undo: (() => Promise<void>)[] = [];
  try {
    const wish = readWish(args);
    const url = await findDatabase(cloneDir, environment, undo);
    const db = createDatabase(url, { max: 4, applicationName: 'signalbox seed', onError: () => undefined });
    undo.push(() => db.close());
    if (!wish.force && (await hasRealRuns(db))) {
      throw new LaunchError('This database has runs that somebody started. Give --force to add the seeded ones beside them.');
    }
    const from = performance.now();
    console.log(`Seeding ${wish.world} …`);
    const runs = await seedWorld(db, wish.world, wish.seed);
    // Rows of the past lie behind the watermark of the statistics: they are counted anew.
    await db.transaction(async (tx) => {
      await lockCountedUntil(tx);
      await forgetCounts(tx);
      // So do their failures, which have no dead letters yet.
      await forgetBackfill(tx);
    });
    console.log(`${runs.toLocaleString('en-US')} runs in ${((performance.now() - from) / 1000).toFixed(1)} s. "npm start" shows them.`);
    return 0;
  } catch (error) {
    console.error(explain(error));
    return 1;
  } finally {
    for (const step of undo.reverse()) await step().catch((error: unknown) => console.error(explain(error)));
  }
}

function readWish(args: string[]): { world: World; seed: number; force: boolean } {
  const options = { seed: { type: 'string', default: '1' }, force: { type: 'boolean', default: false } } as const;
  let parsed: ReturnType<typeof parseArgs<{ args: string[]; options: typeof options; allowPositionals: true }>>;
  try {
    parsed = parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new LaunchError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
  const [name, ...more] = parsed.positionals;
  const world = WORLDS.find((one) => one === name);
  const number = Number(parsed.values.seed);
  if (!world || more.length > 0 || !Number.isSafeInteger(number)) throw new LaunchError(USAGE);
  return { world, seed: number, force: parsed.values.force };
}

/** The database of the running installation; else it is opened as `npm start` would, under the folder's lock, and brought up to date. */
async function findDatabase(cloneDir: string, environment: NodeJS.ProcessEnv, undo: (() => Promise<void>)[]): Promise<string> {
  const config = readConfig(environment, { cloneDir, uid: process.getuid?.() });
  const running = config.databaseUrl === null ? await readConnection(config.dataDir) : null;
  if (running) return running.DATABASE_URL;
  await mkdir(config.dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  if (config.databaseUrl === null) undo.push(await takeLock(config.dataDir));
  const database = await openDatabase(config);
  const { server } = database;
  if (server) undo.push(() => server.stop());
  await migrate({ connectionString: database.directUrl, migrationsDir: join(cloneDir, 'prisma', 'migrations') });
  return database.url;
}
