import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '@/server/config';
import { migrate } from '@/server/infra/db/migrate';
import { freePort } from '@/server/infra/embedded/free-port';
import { keepSecret } from '@/server/infra/embedded/secret';
import { startPostgres } from '@/server/infra/embedded/start-postgres';
import { startRedis } from '@/server/infra/embedded/start-redis';
import { type Connection, writeConnection } from './connection-file';
import { explain } from './explain';
import { keepServer } from './keep-server';
import { LaunchError } from './launch-error';
import { takeLock } from './lock';
import { openDatabase } from './open-database';
import { openRedis } from './open-redis';
import { originOf } from './origin-of';
import { replaceOnSave } from './replace-on-save';
import { stopSignal } from './stop-signal';
import { type Supervised, supervise } from './supervise';
import { timed } from './timed';
import { witnessDeadWorkers } from './witness-dead-workers';

export interface LaunchOptions {
  cloneDir: string;
  environment: NodeJS.ProcessEnv;
  /** Modules of the two processes, relative to the clone; tests give small ones. */
  entries?: { web: string; worker: string };
  /** For development: the pages come from the sources, and a file saved in one of these folders replaces web and workers. Default none. */
  watch?: readonly string[];
}

/** What a parent with an IPC channel is told (the end-to-end tests have one). */
export type LaunchMessage =
  | { type: 'process'; name: string; pid: number }
  | { type: 'started'; url: string; signInLink: string | null; bus: 'redis' | 'postgres' };

/** How long web and workers may take to finish or give back what they do. */
const STOP_WITHIN_MS = 10_000;

/**
 * Starts the servers, web and workers, and stays until it is asked to stop. Never rejects: a failed start is told in one line,
 * everything that was started is ended again in reverse order, and the process exits with 1.
 */
export async function launch(options: LaunchOptions): Promise<never> {
  const undo: (() => Promise<void>)[] = [];
  const stop = stopSignal();
  let exitCode = 0;
  try {
    await start(options, undo, stop);
    await new Promise((resolve) => (stop.aborted ? resolve(null) : stop.addEventListener('abort', resolve)));
    console.log('Stopping …');
  } catch (error) {
    if (!stop.aborted) {
      console.error(explain(error));
      exitCode = 1;
    }
  }
  for (const step of undo.reverse()) await step().catch((error: unknown) => console.error(explain(error)));
  if (exitCode === 0) console.log('Stopped.');
  process.exit(exitCode);
}

async function start(options: LaunchOptions, undo: (() => Promise<void>)[], stop: AbortSignal): Promise<void> {
  const config = readConfig(options.environment, { cloneDir: options.cloneDir, uid: process.getuid?.() });
  undo.push(await claimFolder(config.dataDir));

  const database = await timed(config.databaseUrl ? 'Reaching PostgreSQL' : 'Starting PostgreSQL', () => openDatabase(config));
  if (database.server) {
    undo.push(keepServer({ name: 'PostgreSQL', server: database.server, restart: () => startPostgres({ dataDir: config.dataDir }) }));
  }
  stop.throwIfAborted();

  const redis = await timed(config.redisUrl ? 'Reaching Redis' : 'Looking for Redis', () => openRedis(config, options.environment.PATH));
  if (redis?.server) {
    const { binary } = redis.server;
    undo.push(keepServer({ name: 'Redis', server: redis.server, restart: () => startRedis({ binary, dataDir: config.dataDir }) }));
  }
  stop.throwIfAborted();

  const migrationsDir = join(options.cloneDir, 'prisma', 'migrations');
  await timed('Bringing the database up to date', () => migrate({ connectionString: database.directUrl, migrationsDir }));
  if (database.server) await witnessDeadWorkers(database.directUrl);
  stop.throwIfAborted();

  const connection: Connection = {
    DATABASE_URL: database.url,
    DATABASE_DIRECT_URL: database.directUrl,
    ...(redis ? { REDIS_URL: redis.url } : {}),
    NEXTAUTH_SECRET: config.authSecret ?? (await keepSecret(join(config.dataDir, 'secret'))),
  };
  undo.push(await writeConnection(config.dataDir, connection));
  const port = config.port === 0 ? await freePort() : config.port;
  const url = config.publicUrl ?? originOf(config.host, port);
  const supplied = { ...connection, HOST: config.host, PORT: String(port), SIGNALBOX_DATA_DIR: config.dataDir, NEXTAUTH_URL: url };
  const env: NodeJS.ProcessEnv = {
    ...options.environment,
    ...supplied,
    ...modeOf(isDevelopment(options)),
    // The console says what the operator gave and what is a default.
    SIGNALBOX_SUPPLIED: Object.keys(supplied)
      .filter((name) => !options.environment[name])
      .join(','),
  };
  const processes: Supervised[] = [];
  undo.push(async () => {
    await Promise.all(processes.map((one) => one.stop(STOP_WITHIN_MS)));
  });
  const signInLink = await timed('Starting web and workers', () =>
    startProcesses(options, { env, workers: config.workers, processes, stop }),
  );
  const folders = options.watch ?? [];
  const stopWatching = replaceOnSave({ root: options.cloneDir, folders, processes, withinMs: STOP_WITHIN_MS });
  undo.push(async () => stopWatching());
  tell({ type: 'started', url, signInLink, bus: redis ? 'redis' : 'postgres' });
  console.log(`\nSignalbox is at ${url}`);
  if (signInLink) showLink(signInLink);
  console.log('Ctrl-C stops it.\n');
}

function isDevelopment(options: LaunchOptions): boolean {
  return (options.watch ?? []).length > 0;
}

/** Said to the processes whatever the operator's environment says. */
function modeOf(development: boolean): NodeJS.ProcessEnv {
  return development
    ? { NODE_ENV: 'development', SIGNALBOX_DEV: '1', NEXT_TELEMETRY_DISABLED: '1' }
    : { NODE_ENV: 'production', SIGNALBOX_DEV: undefined };
}

/** What says that the folder itself is the fault; a full disk has a line of its own. */
const FOLDER_FAULTS = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT']);

async function claimFolder(dataDir: string): Promise<() => Promise<void>> {
  try {
    // As root the way through stays open to the user that the servers run as.
    await mkdir(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    return await takeLock(dataDir);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (!FOLDER_FAULTS.has(code)) throw cause;
    throw new LaunchError(`SIGNALBOX_DATA_DIR: cannot write to ${dataDir} (${code}): set it to a folder that this user may write to.`, {
      cause,
    });
  }
}

/** @returns the one-time link of a first start. */
async function startProcesses(
  options: LaunchOptions,
  plan: { env: NodeJS.ProcessEnv; workers: number; processes: Supervised[]; stop: AbortSignal },
): Promise<string | null> {
  const entries = options.entries ?? { web: 'server/web.ts', worker: 'server/worker.ts' };
  const keep = (name: string, entry: string, essential = false): Supervised => {
    const one = supervise({
      name,
      essential,
      entry: join(options.cloneDir, entry),
      cwd: options.cloneDir,
      env: plan.env,
      say: (line) => console.error(line),
      waitsForReplace: isDevelopment(options),
      onStart: (pid) => tell({ type: 'process', name, pid }),
      // A web process that was replaced before anybody signed in has made a new link.
      onReadyAgain: (message) => message.signInLink && showLink(message.signInLink),
    });
    plan.processes.push(one);
    return one;
  };
  const web = keep('web', entries.web, true);
  const workers = Array.from({ length: plan.workers }, (_, index) => keep(`worker ${index + 1}`, entries.worker));
  const aborted = new Promise<never>((_, reject) => plan.stop.addEventListener('abort', () => reject(plan.stop.reason)));
  const ready = await Promise.race([web.firstReady, aborted]);
  if (!ready) throw new LaunchError('The web process ended before it served: its lines above say why.');
  // A worker that fails at its start is replaced, and said so; the console is of use without it.
  await Promise.race([Promise.all(workers.map((one) => one.firstReady)), aborted]);
  return ready.signInLink ?? null;
}

function showLink(link: string): void {
  console.log(`Sign in for the first time (once, within 15 minutes): ${link}`);
}

function tell(message: LaunchMessage): void {
  if (process.connected) process.send?.(message);
}
