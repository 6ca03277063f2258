import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TaskOutcome } from '@/server/core/ports/task-runner';
import { settleTask } from '@/server/engine/settle';
import { tick } from '@/server/engine/tick';
import { auditRun } from '@/test/engine/audit';
import { fastClock } from '@/test/engine/clocks';
import { type Engine, openEngine, task } from '@/test/engine/open-engine';
import { failure, recordingRunner } from '@/test/engine/runners';
import { until } from '@/test/engine/until';

let engine: Engine;
beforeEach(async () => {
  engine = await openEngine();
});
afterEach(() => engine.close());

const failed = (more: Parameters<typeof failure>[0] = {}, retryAfterMs: number | null = null): TaskOutcome => ({
  kind: 'failed',
  failure: failure(more),
  retryAfterMs,
});

const statusOf = async (runId: string) => (await engine.runs.get(runId)).status;
const taskOf = async (runId: string, key: string) => {
  const view = (await engine.runs.get(runId)).tasks.find((candidate) => candidate.key === key);
  if (!view) throw new Error(`no task ${key}`);
  return view;
};

it('waits as a row, holding no slot, and is taken when it is due', async () => {
  const runId = await engine.create([task('a')]);
  const runner = recordingRunner(({ runId: of, attempt }) => (of === runId && attempt === 1 ? failed({}, 20_000) : { kind: 'succeeded' }));
  await engine.startWorker({ runner, slots: 1, clock: fastClock });
  await until('the retry to be scheduled', async () => (await taskOf(runId, 'a')).status === 'WAITING');
  expect(await taskOf(runId, 'a')).toMatchObject({ waitingFor: 'retry', attempt: 1 });
  await auditRun(engine.db, runId);
  // The one slot is free for others meanwhile.
  const other = await engine.create([task('b')]);
  engine.bus.publish({ kind: 'ready' });
  await until('the other run to end', async () => (await statusOf(other)) === 'SUCCEEDED');
  expect((await taskOf(runId, 'a')).status).toBe('WAITING');
  await engine.skew('20 seconds');
  await until('the run to end', async () => (await statusOf(runId)) === 'SUCCEEDED');
  expect(await taskOf(runId, 'a')).toMatchObject({ status: 'SUCCEEDED', attempt: 2, waitingFor: null });
  await auditRun(engine.db, runId);
});

it('is put off as a row with its attempt given back, and comes when it is due', async () => {
  const runId = await engine.create([task('a', [], { maxAttempts: 1 })]);
  const postponed: TaskOutcome = { kind: 'postponed', reason: 'rate_limit', delayMs: 20_000 };
  const runner = recordingRunner(({ epoch }) => (epoch < 3 ? postponed : { kind: 'succeeded' }));
  await engine.startWorker({ runner, slots: 1, clock: fastClock });
  for (const [epoch, skew] of [
    [1, '20 seconds'],
    [2, '40 seconds'],
  ] as const) {
    await until('the task to wait', async () => {
      const [row] = await engine.db.query<{ status: string; epoch: number }>({ text: 'SELECT status, epoch FROM tasks' });
      return row?.status === 'WAITING' && row.epoch === epoch;
    });
    expect(await taskOf(runId, 'a')).toMatchObject({ waitingFor: 'rate_limit', attempt: 0 });
    await auditRun(engine.db, runId);
    await engine.skew(skew);
  }
  await until('the run to end', async () => (await statusOf(runId)) === 'SUCCEEDED');
  expect(await taskOf(runId, 'a')).toMatchObject({ attempt: 1, waitingFor: null });
  expect(runner.started.map(({ attempt, epoch }) => [attempt, epoch])).toEqual([
    [1, 1],
    [1, 2],
    [1, 3],
  ]);
  await auditRun(engine.db, runId);
});

it('takes what is due of a run, and leaves what waits', async () => {
  const runId = await engine.create([task('waits', [], { priority: 5 }), task('due')]);
  const worker = randomUUID();
  const [first] = (await tick(engine.db, worker, [], 1)).claimed;
  if (!first) throw new Error('nothing was claimed');
  const failing = { kind: 'failed' as const, failure: failure(), retryDelayMs: 20_000 };
  await engine.db.transaction((tx) => settleTask(tx, first, failing, 'test'));
  expect((await tick(engine.db, worker, [], 4)).claimed.map(({ node }) => node)).toEqual([1]);
  await auditRun(engine.db, runId);
});

it('honours a wish of the endpoint, up to 30 seconds', async () => {
  const runId = await engine.create([task('a'), task('b')]);
  const runner = recordingRunner(({ node }) => failed({ httpStatus: 429 }, node === 0 ? 7_000 : 3_600_000));
  await engine.startWorker({ runner, clock: { ...fastClock, random: () => 0 } });
  await until('both to wait', async () => (await engine.runs.get(runId)).counts.waiting === 2);
  const waits = await engine.db.query<{ seconds: number }>({
    text: `SELECT extract(epoch FROM retry_at - finished_at)::float AS seconds FROM attempts WHERE run_id = $1 ORDER BY node`,
    values: [runId],
  });
  expect(waits.map(({ seconds }) => seconds)).toEqual([7, 29.5]);
});

it('tries as often as the task allows, then fails it; what fails for good is not tried again', async () => {
  const runId = await engine.create([task('twice', [], { maxAttempts: 2 }), task('once', [], { maxAttempts: 5 })]);
  const runner = recordingRunner(({ node }) => failed({ permanent: node === 1 }));
  await engine.startWorker({ runner, clock: { ...fastClock, random: () => 0 } });
  await until('the run to fail', async () => (await statusOf(runId)) === 'FAILED');
  expect(runner.started.map(({ node, attempt, epoch }) => [node, attempt, epoch]).sort()).toEqual([
    [0, 1, 1],
    [0, 2, 2],
    [1, 1, 1],
  ]);
  await auditRun(engine.db, runId);
});

it('goes on wherever it can, and fails only when nothing can move', async () => {
  //  bad ──▶ never
  //  c0 ──▶ c1 ──▶ c2
  const runId = await engine.create([task('bad'), task('never', ['bad']), task('c0'), task('c1', ['c0']), task('c2', ['c1'])]);
  const statusWhenRun: string[] = [];
  const runner = recordingRunner(async ({ node }) => {
    if (node === 0) return failed({ permanent: true });
    if (node > 2) await until('the bad one to have failed', async () => (await taskOf(runId, 'bad')).status === 'FAILED');
    statusWhenRun.push(await statusOf(runId));
    return { kind: 'succeeded' };
  });
  await engine.startWorker({ runner, clock: fastClock });
  await until('the run to fail', async () => (await statusOf(runId)) === 'FAILED');
  expect(statusWhenRun).toEqual(['RUNNING', 'RUNNING', 'RUNNING']);
  const run = await engine.runs.get(runId);
  expect(run.statusReason).toBe('tasks_failed');
  expect(run.tasks.map(({ key, status }) => [key, status])).toEqual([
    ['bad', 'FAILED'],
    ['never', 'PENDING'],
    ['c0', 'SUCCEEDED'],
    ['c1', 'SUCCEEDED'],
    ['c2', 'SUCCEEDED'],
  ]);
  const { items } = await engine.runs.events({ runId, after: 0, limit: 200 });
  expect(items.at(-1)).toMatchObject({ type: 'run.failed', data: { reason: 'tasks_failed' } });
  await auditRun(engine.db, runId);
});

it('a runner that throws is a fault of ours: shown with its stack, and tried again', async () => {
  const runId = await engine.create([task('a')]);
  const runner = recordingRunner(({ attempt }) => {
    if (attempt === 1) throw new TypeError('undefined is not a function');
    return { kind: 'succeeded' };
  });
  await engine.startWorker({ runner, clock: { ...fastClock, random: () => 0 } });
  await until('the run to end', async () => (await statusOf(runId)) === 'SUCCEEDED');
  const [first] = await engine.db.query<{ failure: { code: string; place: string; stack: string } }>({
    text: 'SELECT failure FROM attempts WHERE run_id = $1 ORDER BY epoch LIMIT 1',
    values: [runId],
  });
  expect(first?.failure).toMatchObject({ code: 'internal', place: 'engine', stack: expect.stringContaining('TypeError') });
});
