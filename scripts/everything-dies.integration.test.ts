import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { executionFaults } from '@/chaos/check';
import type { CreateRunInput } from '@/lib/contracts/run';
import { createRunSchema } from '@/lib/contracts/run';
import { DEFAULT_POLICY } from '@/server/core/escalation/policy';
import { createDatabase } from '@/server/infra/db/database';
import type { Database } from '@/server/infra/db/tx';
import { createDefinitionSource } from '@/server/services/agents/definition-source';
import { createRunsService } from '@/server/services/runs/runs-service';
import { createLocalBus } from '@/test/engine/local-bus';
import { layers, operator } from '@/test/engine/open-engine';
import { readRunRows, runFaults } from '@/test/engine/run-faults';
import { until } from '@/test/engine/until';
import { type Launcher, startLauncher } from '@/test/launcher/start-launcher';
import { type ScriptedModel, startScriptedModel } from '@/test/scripted-model';

const LEASE_SECONDS = 60;
const ANSWER_AFTER_MS = 40;

let dataDir: string;
let model: ScriptedModel;
let launchers: Launcher[];
let databases: Database[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'launcher-'));
  model = await startScriptedModel(async () => {
    await new Promise((resolve) => setTimeout(resolve, ANSWER_AFTER_MS));
    return { text: 'An answer.' };
  });
  launchers = [];
  databases = [];
});
afterEach(async () => {
  await Promise.all(databases.map((db) => db.close()));
  for (const launcher of launchers) {
    launcher.child.kill('SIGTERM');
    await launcher.ended;
  }
  await model.close();
  await rm(dataDir, { recursive: true, force: true });
});

function start(): Launcher {
  const launcher = startLauncher({
    SIGNALBOX_DATA_DIR: dataDir,
    SIGNALBOX_WORKERS: '2',
    SIGNALBOX_LEASE_SECONDS: String(LEASE_SECONDS),
    SIGNALBOX_WORKER_CONCURRENCY: '4',
    TEST_WORKER: 'server/worker.ts',
    OPENAI_BASE_URL: model.url,
    LOG_LEVEL: 'error',
  });
  launchers.push(launcher);
  return launcher;
}

async function open(): Promise<Database> {
  const { DATABASE_URL: url } = JSON.parse(await readFile(join(dataDir, 'connection.json'), 'utf8')) as { DATABASE_URL: string };
  const db = createDatabase(url, { max: 4, applicationName: 'test', onError: () => undefined });
  databases.push(db);
  return db;
}

/** The postmaster, its sessions and whoever else it has started. */
async function postgresPids(): Promise<number[]> {
  const postmaster = Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  return [postmaster, ...rows.filter(([, parent]) => parent === postmaster).map(([pid]) => pid ?? 0)];
}

async function submit(db: Database, input: CreateRunInput): Promise<string> {
  const runs = createRunsService({
    db,
    bus: createLocalBus(),
    definitions: createDefinitionSource(),
    documents: { read: () => Promise.reject(new Error('no documents here')) } as never,
    offlineModel: false,
    blockThreshold: 1,
    ladder: { current: () => DEFAULT_POLICY },
    scanner: { scan: async () => [] },
    publicUrl: () => '',
  });
  return (await runs.create(createRunSchema.parse(input), operator, null)).id;
}

async function count(db: Database, what: string): Promise<number> {
  const [row] = await db.query<{ n: number }>({ text: `SELECT count(*)::int AS n FROM ${what}` });
  return row?.n ?? 0;
}

it('goes on by itself after kill -9 of everything in the middle of writing, long before the lease is over', {
  timeout: 90_000,
}, async () => {
  const first = start();
  await first.started;
  const before = await open();
  const runIds = await Promise.all([1, 2, 3].map((n) => submit(before, { goal: `Run ${n}`, tasks: layers(2, 4, 4, 4, 4, 4, 2) })));
  await until('work is well under way', async () => (await count(before, `run_events WHERE type = 'task.succeeded'`)) >= 15);
  const startedBefore = await count(before, `run_events WHERE type = 'task.started'`);
  await Promise.all([
    ...[...first.pids.values(), ...(await postgresPids())].map((pid) => process.kill(pid, 'SIGKILL')),
    first.child.kill('SIGKILL'),
  ]);
  await first.ended;

  const restartedAt = Date.now();
  const second = start();
  await second.started;
  const after = await open();
  await until('every run to end', async () => (await count(after, `run_heads WHERE status = 'SUCCEEDED'`)) === runIds.length, 60_000);
  const [row] = await after.query<{ at: Date; registered: Date; lost: number }>({
    text: `SELECT (SELECT min(at) FROM run_events WHERE type = 'task.started' AND at > $1) AS at, (SELECT min(started_at) FROM workers WHERE started_at > $1) AS registered,
      (SELECT count(*)::int FROM attempts WHERE outcome = 'lost') AS lost`,
    values: [new Date(restartedAt)],
  });
  const sinceRestart = Number(row?.at) - restartedAt;
  const sinceWorker = Number(row?.at) - Number(row?.registered);
  console.log(
    `first task ${sinceRestart} ms after the restart, ${sinceWorker} ms after the first worker was there; ${row?.lost} taken over`,
  );
  // 8 slots were at work.
  expect(row?.lost).toBeGreaterThan(0);
  expect(sinceWorker).toBeLessThan(2_000);
  expect(await count(after, `run_events WHERE type = 'task.started'`)).toBeGreaterThan(startedBefore);
  for (const runId of runIds) {
    const rows = await readRunRows(after, runId);
    expect([...runFaults(rows), ...executionFaults(rows)]).toEqual([]);
  }
});
