import type { ClaimedTask } from '@/server/core/ports/task-runner';
import type { Tx } from '@/server/infra/db/tx';

/**
 * Tasks that stand as this worker's. After a tick whose answer was lost on the way, some may be its own without its knowing;
 * its heartbeat would keep them for ever.
 */
export function findOwnedTasks(tx: Tx, workerId: string): Promise<ClaimedTask[]> {
  return tx.query<ClaimedTask & Record<string, unknown>>({
    name: 'owned_tasks',
    text: `SELECT t.run_id AS "runId", t.node, t.epoch, t.attempt FROM run_heads h JOIN tasks t ON t.run_id = h.run_id
      WHERE h.status IN ('RUNNING', 'PLANNING', 'PAUSED') AND h.running > 0 AND t.status = 'RUNNING' AND t.worker_id = $1`,
    values: [workerId],
  });
}
