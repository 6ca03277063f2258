import type { Failure, TaskStatus } from '@/lib/contracts/task';
import { type HeadPatch, moveCount, type NewEvent, type RunHead } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { supersedeEscalations } from '@/server/repositories/escalation-repository';
import { releaseDependents } from './release-dependents';
import { writeDeadLetter } from './write-dead-letter';

// An execution under way ends here; that it is FAILED fences its worker, as after any failure.
const REFUSE = `
WITH was AS MATERIALIZED (
  SELECT node, status, epoch, attempt, worker_id, started_at FROM tasks WHERE run_id = $1 AND node = $2
), a AS (
  INSERT INTO attempts (run_id, node, epoch, attempt, worker_id, started_at, finished_at, outcome, failure)
  SELECT $1, w.node, w.epoch, w.attempt, w.worker_id, w.started_at, $4::timestamptz, 'failed', $5::jsonb FROM was w WHERE w.status = 'RUNNING'
), q AS (
  DELETE FROM ready_tasks WHERE run_id = $1 AND node = $2
), p AS (
  UPDATE tool_approvals SET status = 'superseded', decided_at = $4 WHERE run_id = $1 AND node = $2 AND status = 'open'
)
UPDATE tasks SET status = 'FAILED', epoch = $3, worker_id = NULL, waiting_for = NULL, ready_at = NULL, finished_at = $4 WHERE run_id = $1 AND node = $2`;

interface Row extends Record<string, unknown> {
  status: TaskStatus;
  epoch: number;
  attempt: number;
  worker_id: string | null;
}

/**
 * What a task did, or was to do, is refused: it is FAILED with a dead letter, whose replay does it anew, and what has not begun behind it waits.
 * Null: there is nothing to refuse (it failed by itself, or it was skipped). Whether the run has ended by it is the caller's to ask
 * (`afterCounts`). Under the run's gate; `seq` is that of the first event.
 */
export async function refuseTask(
  tx: Tx,
  head: RunHead,
  node: number,
  { failure, seq, now }: { failure: Failure; seq: number; now: Date },
): Promise<{ patch: HeadPatch; events: NewEvent[] } | null> {
  const { runId } = head;
  const [row] = await tx.query<Row>({
    name: 'refuse_load',
    text: 'SELECT status, epoch, attempt, worker_id FROM tasks WHERE run_id = $1 AND node = $2 AND NOT removed',
    values: [runId, node],
  });
  if (!row || row.status === 'FAILED' || row.status === 'SKIPPED' || row.status === 'CANCELLED') return null;
  const { status, attempt } = row;
  // What was never claimed under its epoch has its letter under another: each execution has one at most.
  const epoch = status === 'SUCCEEDED' || status === 'RUNNING' ? row.epoch : row.epoch + 1;
  await tx.query({ name: 'refuse_task', text: REFUSE, values: [runId, node, epoch, now, JSON.stringify(failure)] });
  await supersedeEscalations(tx, { runId, nodes: [node] }, { seq, now });
  await writeDeadLetter(tx, { runId, node, epoch, attempt, workerId: row.worker_id }, { failure, evidence: null, seq, now });
  const released = await releaseDependents(tx, runId, [node], { counts: moveCount(head.counts, status, 'FAILED'), now });
  return { patch: { counts: released.counts }, events: [{ type: 'task.failed', node, data: { attempt, epoch, failure } }] };
}
