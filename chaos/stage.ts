import { mkdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createOrchestrator, type Orchestrator } from '@/server/composition';
import { isDatabaseOutage } from '@/server/core/task/database-outage';
import { systemClock } from '@/server/infra/clock/system-clock';
import { migrate } from '@/server/infra/db/migrate';
import { startPostgres } from '@/server/infra/embedded/start-postgres';
import { findRedis, startRedis } from '@/server/infra/embedded/start-redis';
import { createBuiltinModel } from '@/server/infra/model/builtin-model';
import { sweepAbandoned } from '@/test/sweep-abandoned';
import { startWildModel, type WildModel } from './wild-model';
import { startWorkerProcess, type WorkerProcess } from './worker-process';

const SECRET = 'chaos-chaos-chaos-chaos-chaos-chaos';
const SKEW_MS = 300_000;
const AGAIN_MS = 100;
const PREFIX = 'signalbox-chaos-';

export interface StageOptions {
  workers: number;
  slots: number;
  leaseSeconds: number;
  random: () => number;
}

/** When something was taken away from whom, by this machine's clock, which is the database's too. */
export interface Strike {
  kind: 'killed' | 'stopped';
  pid: number;
  at: number;
}

/** Servers, workers and endpoint of one trial, and what may be done to them. */
export interface Stage {
  app: Orchestrator;
  model: WildModel;
  hasRedis: boolean;
  /** The processes in the places of the workers; a killed one is replaced. */
  workers(): readonly WorkerProcess[];
  /** The last words of workers that ended though nobody had killed them. */
  crashes(): string[];
  strikes: readonly Strike[];
  /** From when to when PostgreSQL did not answer. */
  outages: readonly { from: number; to: number }[];
  kill(worker: WorkerProcess, replaceAfterMs: number): void;
  /** Stops a process in the middle of whatever it does, and lets it go on much later. */
  freeze(worker: WorkerProcess, forMs: number): Promise<void>;
  restartPostgres(mode: 'fast' | 'immediate'): Promise<void>;
  stopRedis(forMs: number): Promise<void>;
  /** Repeats until the database takes it. */
  insist<T>(work: () => Promise<T>): Promise<T>;
  /** Waits for the replacements of those that were killed. */
  allReady(): Promise<void>;
  close(): Promise<void>;
}

export async function openStage(options: StageOptions): Promise<Stage> {
  await sweepAbandoned(PREFIX);
  const dataDir = join(tmpdir(), `${PREFIX}${process.pid}`);
  await mkdir(dataDir, { recursive: true });
  let postgres = await startPostgres({ dataDir });
  const databaseUrl = postgres.url('postgres');
  await migrate({ connectionString: databaseUrl, migrationsDir: join(import.meta.dirname, '..', 'prisma', 'migrations') });
  const binary = await findRedis(process.env.PATH);
  let redis = binary ? await startRedis({ binary, dataDir }) : null;
  const model = await startWildModel(options.random);
  const app = openApp(databaseUrl, redis?.url ?? null);
  const environment: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    NODE_ENV: 'production',
    LOG_LEVEL: 'error',
    DATABASE_URL: databaseUrl,
    ...(redis ? { REDIS_URL: redis.url } : {}),
    NEXTAUTH_SECRET: SECRET,
    SIGNALBOX_DATA_DIR: dataDir,
    OPENAI_BASE_URL: model.url,
    SIGNALBOX_LEASE_SECONDS: String(options.leaseSeconds),
    SIGNALBOX_WORKER_CONCURRENCY: String(options.slots),
  };
  const strikes: Strike[] = [];
  const outages: { from: number; to: number }[] = [];
  let closing = false;
  const timers = new Set<NodeJS.Timeout>();
  const everyProcess: WorkerProcess[] = [];
  const replaceAfter = new Map<WorkerProcess, number>();
  // A launcher in small: whoever ends, killed or because PostgreSQL was away when it started, is replaced.
  const start = (place: number): WorkerProcess => {
    // The clock of the first one is wrong.
    const worker = startWorkerProcess(`worker ${place + 1}`, environment, place === 0 ? SKEW_MS : 0);
    everyProcess.push(worker);
    void worker.ended.then(() => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        if (!closing) places[place] = start(place);
      }, replaceAfter.get(worker) ?? AGAIN_MS);
      timers.add(timer);
    });
    return worker;
  };
  const places: WorkerProcess[] = [];
  for (let place = 0; place < options.workers; place += 1) places.push(start(place));
  const strike = (kind: Strike['kind'], { pid }: WorkerProcess) => strikes.push({ kind, pid, at: Date.now() });

  const stage: Stage = {
    app,
    model,
    hasRedis: redis !== null,
    workers: () => places,
    crashes: () => everyProcess.filter((worker) => worker.crashed).map((worker) => worker.log.slice(-1_000)),
    strikes,
    outages,
    kill(worker, replaceAfterMs) {
      replaceAfter.set(worker, replaceAfterMs);
      worker.signal('SIGKILL');
      strike('killed', worker);
    },
    async freeze(worker, forMs) {
      worker.signal('SIGSTOP');
      strike('stopped', worker);
      await sleep(forMs);
      worker.signal('SIGCONT');
    },
    async restartPostgres(mode) {
      const from = Date.now();
      if (mode === 'fast') await postgres.stop();
      else {
        const pid = Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
        process.kill(pid, 'SIGQUIT');
        await postgres.ended;
      }
      postgres = await startPostgres({ dataDir });
      outages.push({ from, to: Date.now() });
    },
    async stopRedis(forMs) {
      if (!binary || !redis) return;
      await redis.stop();
      await sleep(forMs);
      redis = await startRedis({ binary, dataDir });
    },
    async insist(work) {
      for (;;) {
        try {
          return await work();
        } catch (error) {
          if (closing || !isDatabaseOutage(error)) throw error;
          await sleep(AGAIN_MS);
        }
      }
    },
    async allReady() {
      while (!places.every((worker) => worker.ready)) await sleep(AGAIN_MS);
    },
    async close() {
      closing = true;
      for (const timer of timers) clearTimeout(timer);
      for (const worker of everyProcess) worker.signal('SIGKILL');
      await Promise.all(everyProcess.map((worker) => worker.ended));
      await app.close();
      await model.close();
      await redis?.stop();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  return stage;
}

function openApp(databaseUrl: string, redisUrl: string | null): Orchestrator {
  return createOrchestrator({
    databaseUrl,
    databaseDirectUrl: databaseUrl,
    redisUrl,
    builtinModel: createBuiltinModel(null, { offlineCharsPerSecond: 0 }),
    clock: systemClock,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    secret: SECRET,
    secure: false,
    apiToken: null,
    requestsPerSecond: 100,
    mcpConfig: { path: '/nonexistent/mcp.json', origin: 'data_folder' },
    leaseMs: 15_000,
    costBlockThreshold: 1,
    version: 'chaos',
    publicUrl: () => '',
    poolSize: 8,
  });
}
