import type { RunStatus } from '@/lib/contracts/run';
import type { ClaimedTask } from '@/server/core/ports/task-runner';
import type { Tx } from '@/server/infra/db/tx';
import type { HeadFact } from './tick';

/** A finish whose consequences are known beforehand: each of its (at most two) dependents waits for it alone. */
export interface Hop {
  runId: string;
  node: number;
  epoch: number;
  graphVersion: number;
  next: readonly number[];
}

export const MAX_HOP_DEPENDENTS = 2;

// $1 run, $2 node, $3 epoch, $4 version, $5 worker, $6 $7 dependents (−1: none), $8 how many
// The head's predicate is checked again on its newest version should the statement have waited for it; the counters of the
// dependents are taken from their newest rows. The task's fence cannot be checked twice that way, so a head that moved without its
// task raises SB001 and the whole statement is undone. The time is taken with the head, behind its lock: a statement that waited
// would date its events before those that it waited for.
const HOP = `
WITH h AS (
  UPDATE run_heads h SET
    succeeded = h.succeeded + 1, pending = h.pending - $8::int, running = h.running - 1 + $8::int,
    virtual_time = h.virtual_time + $8::int,
    last_seq = h.last_seq + 1 + $8::int
      + (signalbox_run_status(h.status, h.pending - $8::int, h.ready, h.running - 1 + $8::int, h.waiting + h.holds, h.failed) <> h.status)::int,
    status_reason = CASE signalbox_run_status(h.status, h.pending - $8::int, h.ready, h.running - 1 + $8::int, h.waiting + h.holds, h.failed)
      WHEN 'FAILED' THEN 'tasks_failed' ELSE h.status_reason END,
    finished_at = CASE WHEN signalbox_run_status(h.status, h.pending - $8::int, h.ready, h.running - 1 + $8::int, h.waiting + h.holds, h.failed) <> h.status
      THEN signalbox_now() ELSE h.finished_at END,
    status = signalbox_run_status(h.status, h.pending - $8::int, h.ready, h.running - 1 + $8::int, h.waiting + h.holds, h.failed)
  WHERE h.run_id = $1 AND h.graph_version = $4 AND h.status = 'RUNNING'
  RETURNING h.last_seq, h.status, h.last_seq - 1 - $8::int - (h.status <> 'RUNNING')::int AS base, coalesce(h.finished_at, signalbox_now()) AS now
), f AS (
  UPDATE tasks t SET status = 'SUCCEEDED', finished_at = h.now, worker_id = NULL
  FROM h WHERE t.run_id = $1 AND t.node = $2 AND t.epoch = $3 AND t.status = 'RUNNING'
  RETURNING t.attempt, t.started_at
), d AS (
  UPDATE tasks t SET status = 'RUNNING', open_edges = t.open_edges - 1, taken_edges = t.taken_edges + 1, epoch = t.epoch + 1,
    attempt = t.attempt + 1, worker_id = $5, ready_at = h.now, started_at = h.now
  FROM h WHERE t.run_id = $1 AND t.node IN ($6, $7) AND t.status = 'PENDING' AND t.open_edges = 1 AND EXISTS (SELECT FROM f)
  RETURNING t.node, t.epoch, t.attempt
), a AS (
  INSERT INTO attempts (run_id, node, epoch, attempt, worker_id, started_at, finished_at, outcome)
  SELECT $1, $2, $3, f.attempt, $5, f.started_at, h.now, 'succeeded' FROM f, h
), e AS (
  INSERT INTO run_events (run_id, seq, type, at, actor, node, data)
  SELECT $1, h.base + 1, 'task.succeeded', h.now, 'worker:' || $5::uuid, $2, jsonb_build_object('attempt', f.attempt, 'epoch', $3::int) FROM h, f
  UNION ALL
  SELECT $1, h.base + 1 + row_number() OVER (ORDER BY d.node), 'task.started', h.now, 'worker:' || $5::uuid, d.node,
    jsonb_build_object('attempt', d.attempt, 'epoch', d.epoch) FROM h, d
  UNION ALL
  SELECT $1, h.last_seq, CASE h.status WHEN 'FAILED' THEN 'run.failed' ELSE 'run.succeeded' END, h.now, 'worker:' || $5::uuid, NULL,
    CASE h.status WHEN 'FAILED' THEN '{"reason":"tasks_failed"}'::jsonb ELSE '{}' END FROM h WHERE h.status <> 'RUNNING'
)
SELECT h.last_seq AS seq, h.status,
  CASE WHEN (SELECT count(*) FROM f) <> 1 OR (SELECT count(*) FROM d) <> $8::int THEN signalbox_raise('hop lost its fence') END AS fence,
  (SELECT json_agg(json_build_array(d.node, d.epoch, d.attempt)) FROM d) AS claimed
FROM h`;

interface HopRow {
  seq: number;
  status: RunStatus;
  claimed: [node: number, epoch: number, attempt: number][] | null;
}

/** Errors that mean "not this way": take the tick, which looks at everything afresh. */
const isLostFence = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'SB001';

/**
 * The scalar fast path (ENGINE 2): finish one task and start its only followers, in one statement of plain parameters.
 * Null: the run is not RUNNING at that version, or the fence is lost; nothing was written.
 */
export async function hop(tx: Tx, workerId: string, finish: Hop): Promise<{ claimed: ClaimedTask[]; head: HeadFact } | null> {
  const { runId, node, epoch, graphVersion, next } = finish;
  try {
    const [row] = await tx.query<HopRow>({
      name: 'hop',
      text: HOP,
      values: [runId, node, epoch, graphVersion, workerId, next[0] ?? -1, next[1] ?? -1, next.length],
    });
    if (!row) return null;
    const claimed = (row.claimed ?? []).map(([at, itsEpoch, attempt]) => ({ runId, node: at, epoch: itsEpoch, attempt }));
    return { claimed, head: { runId, seq: row.seq, status: row.status } };
  } catch (error) {
    if (isLostFence(error)) return null;
    throw error;
  }
}
