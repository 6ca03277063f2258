import type { Tx } from '@/server/infra/db/tx';

// Edges of a task that a person has set aside are TAKEN: what waited for it alone is READY.
const SET_ASIDE = `
WITH t AS (
  UPDATE tasks SET status = 'SKIPPED', resolved = true, waiting_for = NULL, ready_at = NULL, finished_at = $4
  WHERE run_id = $1 AND node = $2 AND epoch = $3 AND status IN ('FAILED', 'WAITING') RETURNING next
), d AS (
  UPDATE tasks d SET open_edges = d.open_edges - 1, taken_edges = d.taken_edges + 1,
    status = CASE WHEN d.status = 'PENDING' AND d.open_edges = 1 THEN 'READY'::task_status ELSE d.status END,
    ready_at = CASE WHEN d.status = 'PENDING' AND d.open_edges = 1 THEN $4 ELSE d.ready_at END
  FROM t WHERE d.run_id = $1 AND d.node = ANY (t.next) RETURNING d.node, d.priority, d.status = 'READY' AND d.open_edges = 0 AS released
), q AS (
  INSERT INTO ready_tasks (run_id, rank, node, ready_at) SELECT $1, -d.priority, d.node, $4 FROM d WHERE d.released
)
SELECT count(*)::int AS released FROM d WHERE d.released`;

/** SKIPPED by a person's word; returns how many of its dependents became READY. Under the run's gate. */
export async function setAsideTask(tx: Tx, task: { runId: string; node: number; epoch: number }, now: Date): Promise<number> {
  const [row] = await tx.query<{ released: number }>({
    name: 'set_aside_task',
    text: SET_ASIDE,
    values: [task.runId, task.node, task.epoch, now],
  });
  return row?.released ?? 0;
}
