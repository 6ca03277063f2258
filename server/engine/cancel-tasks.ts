import type { Tx } from '@/server/infra/db/tx';
import { keepHolds } from './hold-dependents';

// Attempts under way end here: their workers are fenced by the new epoch and write nothing more.
const CANCEL = `
WITH a AS (
  INSERT INTO attempts (run_id, node, epoch, attempt, worker_id, started_at, finished_at, outcome)
  SELECT t.run_id, t.node, t.epoch, t.attempt, t.worker_id, t.started_at, $2, 'cancelled' FROM tasks t WHERE t.run_id = $1 AND t.status = 'RUNNING'
), q AS (
  DELETE FROM ready_tasks WHERE run_id = $1
), p AS (
  UPDATE tool_approvals SET status = 'superseded', decided_at = $2 WHERE run_id = $1 AND status = 'open'
), e AS (
  UPDATE edit_proposals SET status = 'superseded', decided_at = $2 WHERE run_id = $1 AND status = 'open'
), s AS (
  UPDATE escalations SET status = 'SUPERSEDED', decided_at = $2, closed_seq = (SELECT h.last_seq + 1 FROM run_heads h WHERE h.run_id = $1)
  WHERE run_id = $1 AND status = 'OPEN'
), l AS MATERIALIZED (
  SELECT id FROM dead_letters WHERE run_id = $1 AND status = 'pending' ORDER BY id FOR UPDATE
), d AS (
  UPDATE dead_letters d SET status = 'superseded', resolved_at = $2, resolved_by = 'engine', resolution_notes = 'The run was cancelled.'
  FROM l WHERE d.id = l.id
)
UPDATE tasks SET status = 'CANCELLED', epoch = epoch + 1, worker_id = NULL, waiting_for = NULL, finished_at = $2
WHERE run_id = $1 AND status IN ('PENDING', 'READY', 'RUNNING', 'WAITING')`;

/** Cancels whatever of a run has not ended. Under the run's gate. */
export async function cancelTasks(tx: Tx, runId: string, now: Date): Promise<void> {
  await tx.query({ name: 'cancel_tasks', text: CANCEL, values: [runId, now] });
  await keepHolds(tx, runId, []);
}
