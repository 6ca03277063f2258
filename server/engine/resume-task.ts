import { moveCount, type RunHead } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { holdBack } from './hold-dependents';

export interface WaitingTask {
  node: number;
  epoch: number;
  attempt: number;
}

/** A task that waits for a person under this epoch, or null. Under the run's gate. */
export async function findWaitingTask(tx: Tx, runId: string, node: number, epoch: number): Promise<WaitingTask | null> {
  const [row] = await tx.query<WaitingTask>({
    name: 'waiting_task',
    text: `SELECT node, epoch, attempt FROM tasks WHERE run_id = $1 AND node = $2 AND epoch = $3 AND status = 'WAITING' AND ready_at IS NULL`,
    values: [runId, node, epoch],
  });
  return row ?? null;
}

const RESUME = `
WITH t AS (
  UPDATE tasks SET status = 'READY', attempt = attempt - 1, ready_at = $4::timestamptz, waiting_for = NULL
  WHERE run_id = $1 AND node = $2 AND epoch = $3 AND status = 'WAITING' RETURNING priority
)
INSERT INTO ready_tasks (run_id, rank, node, ready_at) SELECT $1, -t.priority, $2, $4::timestamptz FROM t`;

/** Puts a waiting task back into the queue (unless what it depends on is open meanwhile); it goes on with the attempt it had. Returns what the head's counts become. */
export async function resumeTask(tx: Tx, head: RunHead, task: WaitingTask, now: Date): Promise<RunHead['counts']> {
  await tx.query({ name: 'resume_task', text: RESUME, values: [head.runId, task.node, task.epoch, now] });
  return holdBack(tx, head.runId, task.node, moveCount(head.counts, 'WAITING', 'READY'), now);
}
