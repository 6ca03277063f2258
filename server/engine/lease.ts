import type { RunStatus } from '@/lib/contracts/run';
import type { LadderPolicy } from '@/server/core/escalation/policy';
import type { ClaimedTask, StopReason } from '@/server/core/ports/task-runner';
import type { Database, Tx } from '@/server/infra/db/tx';
import { settleTask } from './settle';
import type { HeadFact } from './tick';

/** The first key of the advisory locks that say "this worker's session lives". */
export const WORKER_LOCK_CLASS = 7_421_001;

export interface WorkerIdentity {
  id: string;
  hostname: string;
  pid: number;
  slots: number;
}

// A key of its own for each session: a session that died unnoticed may hold its lock for hours, and must not keep its worker out.
const REGISTER = `
WITH k AS MATERIALIZED (SELECT 1 + floor(random() * 2147483646)::int AS key), l AS MATERIALIZED (SELECT pg_advisory_lock($5, k.key), k.key FROM k)
INSERT INTO workers (id, lock_key, hostname, pid, slots, started_at, heartbeat_at, session_started_at)
SELECT $1, l.key, $2, $3, $4, n, n, n FROM l, signalbox_now() n
ON CONFLICT (id) DO UPDATE SET lock_key = excluded.lock_key, heartbeat_at = excluded.heartbeat_at,
  session_started_at = excluded.session_started_at, stopped_at = NULL`;

/** Of a dead worker, given back side by side: its hundreds of tasks are others' within a second. */
const RUNS_AT_ONCE = 4;

/** Registers a worker, on the session that will beat for it: the lock tells others at once when that session is gone. */
export async function registerWorker(session: Tx, worker: WorkerIdentity): Promise<void> {
  await session.query({ text: REGISTER, values: [worker.id, worker.hostname, worker.pid, worker.slots, WORKER_LOCK_CLASS] });
}

/** Signs off a worker whose slots are empty: nobody looks after its tasks any more. */
export async function markWorkerStopped(tx: Tx, workerId: string): Promise<void> {
  await tx.query({ text: 'UPDATE workers SET stopped_at = signalbox_now() WHERE id = $1', values: [workerId] });
}

const HEARTBEAT = `
WITH b AS (UPDATE workers SET heartbeat_at = signalbox_now(), stopped_at = NULL WHERE id = $1)
SELECT m.run_id, m.node, m.epoch, h.status, t.epoch = m.epoch AND t.status = 'RUNNING' AS owned
FROM unnest($2::uuid[], $3::int[], $4::int[]) m(run_id, node, epoch)
LEFT JOIN run_heads h ON h.run_id = m.run_id LEFT JOIN tasks t ON t.run_id = m.run_id AND t.node = m.node
WHERE h.status IS DISTINCT FROM 'RUNNING' OR t.epoch IS DISTINCT FROM m.epoch OR t.status IS DISTINCT FROM 'RUNNING'`;

/**
 * One statement a second: "I live", and back come those of the worker's tasks that are paused, cancelled or fenced.
 * The bus brings that sooner; this is what holds when a message is lost.
 */
export async function heartbeat(
  tx: Tx,
  workerId: string,
  mine: readonly ClaimedTask[],
): Promise<{ task: ClaimedTask; reason: StopReason }[]> {
  const rows = await tx.query<{ run_id: string; node: number; epoch: number; status: RunStatus | null; owned: boolean | null }>({
    name: 'heartbeat',
    text: HEARTBEAT,
    values: [workerId, mine.map((task) => task.runId), mine.map((task) => task.node), mine.map((task) => task.epoch)],
  });
  return rows.flatMap((row): { task: ClaimedTask; reason: StopReason }[] => {
    const task = mine.find((candidate) => candidate.runId === row.run_id && candidate.node === row.node && candidate.epoch === row.epoch);
    const reason = stopReasonOf(row.status, row.owned ?? false);
    return task && reason ? [{ task, reason }] : [];
  });
}

/** Whether an execution may go on, from its run's status and whether its epoch still owns the task. */
export function stopReasonOf(status: RunStatus | null, owned: boolean): StopReason | null {
  if (status === 'CANCELLED') return 'cancelled';
  if (!owned || status === null) return 'fenced';
  return status === 'PAUSED' ? 'paused' : null;
}

// Who is dead: silent for the whole lease (counted from the server's start, should that be later: nobody could beat while it was
// down), or, sooner, silent for a second with its session's lock free, unless the server restarted since and so freed everybody's locks.
const SESSION_LIVES = `EXISTS (SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $1 AND l.objid = w.lock_key::oid
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))`;

const DEAD_WORKERS = `
SELECT w.id FROM workers w WHERE w.stopped_at IS NULL AND w.id <> $2 AND (
  greatest(w.heartbeat_at, pg_postmaster_start_time()) < signalbox_now() - make_interval(secs => $3)
  OR (w.heartbeat_at < signalbox_now() - interval '1 second' AND w.session_started_at > pg_postmaster_start_time() AND NOT ${SESSION_LIVES}))`;

// From the runs to the tasks: only where somebody is dead, because it looks at every task of the runs at work.
const TASKS_OF = `
SELECT t.run_id AS "runId", t.node, t.epoch, t.attempt FROM run_heads h JOIN tasks t ON t.run_id = h.run_id
WHERE h.status IN ('RUNNING', 'PLANNING', 'PAUSED') AND h.running > 0 AND t.status = 'RUNNING' AND t.worker_id = ANY ($1::uuid[])`;

// A claim of a killed worker may still commit while it waits for a lock, so the dead are looked after for a while.
const BURY = `
UPDATE workers SET stopped_at = signalbox_now()
WHERE id = ANY ($1::uuid[]) AND heartbeat_at < signalbox_now() - make_interval(secs => $2) - interval '1 minute'`;

// A worker that merely slept holds its session's lock, or registers again.
const FORGET = `
DELETE FROM workers w WHERE w.heartbeat_at < signalbox_now() - CASE WHEN w.stopped_at IS NULL THEN interval '1 hour' ELSE interval '10 minutes' END
  AND NOT ${SESSION_LIVES}`;

/**
 * Gives the tasks of dead workers back to the queue; each goes on from its last finished turn. Run by every worker, once a second;
 * the compare-and-set on the epoch lets one win. `policy`: by which somebody is asked about a task that has cost too many workers. Returns the
 * heads that moved.
 */
export async function takeOverLostTasks(
  db: Database,
  workerId: string,
  leaseMs: number,
  policy: LadderPolicy | null = null,
): Promise<HeadFact[]> {
  await db.query({ name: 'forget_workers', text: FORGET, values: [WORKER_LOCK_CLASS] });
  const dead = await db.query<{ id: string }>({
    name: 'dead_workers',
    text: DEAD_WORKERS,
    values: [WORKER_LOCK_CLASS, workerId, leaseMs / 1000],
  });
  if (dead.length === 0) return [];
  const ids = dead.map((worker) => worker.id);
  const lost = await db.query<ClaimedTask>({ name: 'lost_tasks', text: TASKS_OF, values: [ids] });
  const byRun = new Map<string, ClaimedTask[]>();
  for (const task of lost) byRun.set(task.runId, [...(byRun.get(task.runId) ?? []), task]);
  const heads: HeadFact[] = [];
  const waiting = byRun.values();
  // One transaction holds one run's head, so some of them at once cannot wait for each other in a ring.
  const one = async () => {
    for (const tasks of waiting) {
      const moved = await db.transaction(async (tx) => {
        const settled: (HeadFact | null)[] = [];
        for (const task of tasks) settled.push(await settleTask(tx, task, { kind: 'released', reason: 'worker_lost' }, 'engine', policy));
        return settled;
      });
      heads.push(...moved.filter((head) => head !== null));
    }
  };
  await Promise.all(Array.from({ length: RUNS_AT_ONCE }, one));
  if (lost.length === 0) await db.query({ name: 'bury_workers', text: BURY, values: [ids, leaseMs / 1000] });
  return heads;
}
