import type { Tx } from '@/server/infra/db/tx';
import { recountEdges } from './release-dependents';

// The old conversations stay; what is found under the new number is none, so the next execution begins one.
const REPLAY = `
WITH t AS (
  UPDATE tasks SET status = $4::task_status, attempt = 0, lost = 0, waiting_for = NULL, worker_id = NULL, finished_at = NULL,
    ready_at = CASE WHEN $4::task_status = 'READY' THEN $5::timestamptz END,
    conversation = 1 + coalesce((SELECT max(c.conversation) FROM conversations c WHERE c.run_id = $1 AND c.node = $2), 0)
  WHERE run_id = $1 AND node = $2 AND epoch = $3 AND status = 'FAILED' RETURNING priority
), q AS (
  INSERT INTO ready_tasks (run_id, rank, node, ready_at) SELECT $1, -t.priority, $2, $5::timestamptz FROM t WHERE $4::task_status = 'READY'
)
SELECT count(*)::int AS moved FROM t`;

/** Puts a FAILED task back, with all its attempts and a fresh conversation. Under the run's gate. */
export async function replayTask(tx: Tx, task: { runId: string; node: number; epoch: number }, status: string, now: Date): Promise<void> {
  await tx.query({ name: 'replay_task', text: REPLAY, values: [task.runId, task.node, task.epoch, status, now] });
  await recountEdges(tx, task.runId, [task.node], now);
}
