import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '@/server/infra/clock/system-clock';
import { openSession } from '@/server/infra/db/database';
import type { Session, Statement } from '@/server/infra/db/tx';
import { auditAll, auditRun } from '@/test/engine/audit';
import { fastClock } from '@/test/engine/clocks';
import { holdGate, pauseShaped, untilBlocked } from '@/test/engine/gate';
import { chain, type Engine, layers, openEngine, task } from '@/test/engine/open-engine';
import { executionKey, recordingRunner } from '@/test/engine/runners';
import { until } from '@/test/engine/until';
import { hop } from './hop';
import { registerWorker, takeOverLostTasks } from './lease';
import { tick } from './tick';

const LEASE_MS = 15_000;
let engine: Engine;
let sessions: Session[];
beforeEach(async () => {
  engine = await openEngine();
  sessions = [];
});
afterEach(async () => {
  await Promise.all(sessions.map((session) => session.close().catch(() => undefined)));
  await engine.close();
});

interface Mortal {
  id: string;
  /** As kill -9 does: the session ends, nobody signs off. */
  vanish(): Promise<void>;
}

/** A registered worker that holds whatever it can claim. */
async function mortal(slots = 4): Promise<Mortal> {
  const id = randomUUID();
  const session = await openSession(engine.url, 'mortal');
  sessions.push(session);
  await registerWorker(session, { id, hostname: 'test', pid: 1, slots });
  await tick(engine.db, id, [], slots);
  return {
    id,
    async vanish() {
      const [row] = await session.query<{ pid: number }>({ text: 'SELECT pg_backend_pid() AS pid' });
      await session.close();
      // The client is gone before its backend is.
      await until('its backend to go', async () => {
        const left = await engine.db.query({ text: 'SELECT 1 FROM pg_stat_activity WHERE pid = $1', values: [row?.pid] });
        return left.length === 0;
      });
    },
  };
}

const takeOver = () => takeOverLostTasks(engine.db, randomUUID(), LEASE_MS, engine.ladder.current());

async function tasksOf(runId: string) {
  return engine.db.query({
    text: 'SELECT status, epoch, attempt, lost, worker_id FROM tasks WHERE run_id = $1 ORDER BY node',
    values: [runId],
  });
}

it('takes over from a worker whose session is gone once it was silent for a second, and once only', async () => {
  const runId = await engine.create([task('a'), task('b')]);
  const dead = await mortal();
  await dead.vanish();
  expect(await takeOver()).toEqual([]);
  await engine.skew('1100 milliseconds');
  const heads = (await Promise.all([takeOver(), takeOver(), takeOver()])).flat();
  expect(heads).toHaveLength(2);
  const given = { status: 'READY', epoch: 1, attempt: 0, lost: 1, worker_id: null };
  expect(await tasksOf(runId)).toEqual([given, given]);
  await auditRun(engine.db, runId);

  // What the dead worker still says is not heard.
  const late = await tick(engine.db, dead.id, [{ runId, node: 0, epoch: 1, deferrals: 0 }], 0);
  expect(late).toMatchObject({ finished: [], deferred: [], heads: [] });
  expect(await hop(engine.db, dead.id, { runId, node: 0, epoch: 1, graphVersion: 1, next: [] })).toBeNull();
  const runner = recordingRunner();
  await engine.startWorker({ runner, clock: fastClock });
  await until('the run to end', async () => (await engine.runs.get(runId)).status === 'SUCCEEDED');
  expect(runner.started.map(({ epoch, attempt }) => [epoch, attempt])).toEqual([
    [2, 1],
    [2, 1],
  ]);
  const attempts = await engine.db.query({
    text: 'SELECT epoch, outcome FROM attempts WHERE run_id = $1 AND node = 0 ORDER BY epoch',
    values: [runId],
  });
  expect(attempts).toEqual([
    { epoch: 1, outcome: 'lost' },
    { epoch: 2, outcome: 'succeeded' },
  ]);
  await auditRun(engine.db, runId);
});

it('leaves a silent worker its whole lease while its session lives', async () => {
  const runId = await engine.create([task('a')]);
  await mortal();
  await engine.skew('14 seconds');
  expect(await takeOver()).toEqual([]);
  await engine.skew('16 seconds');
  expect(await takeOver()).toHaveLength(1);
  await auditRun(engine.db, runId);
});

it('after a server restart, which frees every lock, waits for the lease', async () => {
  await engine.create([task('a')]);
  const dead = await mortal();
  await engine.db.query({ text: `UPDATE workers SET session_started_at = pg_postmaster_start_time() - interval '1 second'` });
  await dead.vanish();
  await engine.skew('10 seconds');
  expect(await takeOver()).toEqual([]);
  await engine.skew('16 seconds');
  expect(await takeOver()).toHaveLength(1);
});

it('gives a paused run its tasks back too, unclaimed', async () => {
  const runId = await engine.create([task('a')]);
  const dead = await mortal();
  await engine.db.transaction((tx) => pauseShaped(tx, runId));
  await dead.vanish();
  await engine.skew('2 seconds');
  expect(await takeOver()).toEqual([{ runId, seq: 4, status: 'PAUSED' }]);
  await auditRun(engine.db, runId);
});

it('fails a task that has cost five workers, says so, and asks what is to become of it', async () => {
  const runId = await engine.create([task('killer'), task('after', ['killer'])]);
  for (let lost = 1; lost <= 5; lost += 1) {
    const dead = await mortal();
    await dead.vanish();
    await engine.skew(`${lost * 2} seconds`);
    expect(await takeOver()).toHaveLength(1);
  }
  const run = await engine.runs.get(runId);
  expect(run).toMatchObject({ status: 'FAILED', statusReason: 'tasks_failed' });
  expect(run.tasks.map(({ status }) => status)).toEqual(['FAILED', 'PENDING']);
  const [last] = await engine.db.query({
    text: `SELECT outcome, failure->>'code' AS code FROM attempts WHERE run_id = $1 ORDER BY epoch DESC LIMIT 1`,
    values: [runId],
  });
  expect(last).toEqual({ outcome: 'lost', code: 'worker_lost' });
  const asked = await engine.db.query({
    text: `SELECT type, subject, status, task_key, context->'failure'->>'code' AS code FROM escalations WHERE run_id = $1`,
    values: [runId],
  });
  expect(asked).toEqual([{ type: 'error_resolution', subject: 'letter', status: 'OPEN', task_key: 'killer', code: 'worker_lost' }]);
  await auditRun(engine.db, runId);
});

it.each(['tick', 'hop'])('carries on when the answer of a committed %s is lost', async (name) => {
  // Chains, so that hops claim too; the root of the second run is claimed by the tick.
  const runIds = [await engine.create(chain(6)), await engine.create(layers(1, 4))];
  let lost = 0;
  const forgetful = {
    ...engine.db,
    async query(statement: Statement) {
      const rows = await engine.db.query(statement);
      const claims = rows.some((row) => row.kind === 'claimed' || (row.claimed as unknown[] | null)?.length);
      if (statement.name === name && claims && lost === 0) {
        lost += 1;
        throw new Error('the connection broke after the commit');
      }
      return rows;
    },
  };
  const runner = recordingRunner();
  await engine.startWorker({ runner, db: forgetful as typeof engine.db, clock: fastClock });
  await until('both runs to succeed', async () => {
    const runs = await Promise.all(runIds.map((runId) => engine.runs.get(runId)));
    return runs.every((run) => run.status === 'SUCCEEDED');
  });
  expect(lost).toBe(1);
  const executions = runner.started.map(executionKey);
  expect(executions).toHaveLength(11);
  expect(new Set(executions).size).toBe(11);
  await auditAll(engine.db);
});

it('goes on beating while it waits for the gate of a run it looks after', async () => {
  const runId = await engine.create([task('a')]);
  const dead = await mortal();
  await dead.vanish();
  const gate = await holdGate(engine, (tx) => pauseShaped(tx, runId));
  await engine.skew('2 seconds');
  const id = randomUUID();
  await engine.startWorker({ runner: recordingRunner(), id, clock: { ...systemClock, sleep: fastClock.sleep } });
  await untilBlocked(engine);
  const beatOf = async () => {
    const [row] = await engine.db.query<{ at: Date }>({ text: 'SELECT heartbeat_at AS at FROM workers WHERE id = $1', values: [id] });
    return Number(row?.at);
  };
  const before = await beatOf();
  await until('a later beat', async () => (await beatOf()) > before);
  await gate.commit();
  await until('the task to be given back', async () => (await engine.runs.get(runId)).tasks[0]?.status === 'READY');
});

it('registers again when its session is cut, under a lock that the old session cannot hold', async () => {
  const id = randomUUID();
  await engine.startWorker({ runner: recordingRunner(), id, clock: fastClock });
  const read = async () => {
    const [row] = await engine.db.query<{ lock_key: number; held: boolean }>({
      text: `SELECT w.lock_key, EXISTS (SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.objid = w.lock_key::oid) AS held FROM workers w WHERE id = $1`,
      values: [id],
    });
    return row;
  };
  const before = await read();
  expect(before?.held).toBe(true);
  await engine.db.query({
    text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1`,
    values: [`test worker ${id}`],
  });
  await until('another lock', async () => {
    const now = await read();
    return now?.held && now.lock_key !== before?.lock_key;
  });
});

it('forgets the dead after a while, never one that merely slept', async () => {
  const dead = await mortal();
  await dead.vanish();
  const asleep = await mortal();
  await engine.skew('2 minutes');
  await takeOver();
  await engine.skew('3 hours');
  await takeOver();
  const rows = await engine.db.query({ text: 'SELECT id FROM workers' });
  expect(rows).toEqual([{ id: asleep.id }]);
});
