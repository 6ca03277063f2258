import type { ToCome } from '@/server/core/budget/budget-question';
import type { Tx } from '@/server/infra/db/tx';
import { lookUp } from './look-up';

/** What of a run has not ended: at most one row a role, tier and kind. Both ways of a branch are in it. */
export async function readTasksToCome(tx: Tx, runId: string): Promise<ToCome[]> {
  return tx.query<ToCome & Record<string, unknown>>({
    name: 'tasks_to_come',
    text: `SELECT s.role, s.tier, s.kind, CASE WHEN s.gate IS NOT NULL THEN jsonb_build_object('type', s.gate -> 'type') END AS gate,
        count(*)::int AS count, (coalesce(sum(t.cost_micro), 0) / 1e6)::float8 AS "soFarUsd"
      FROM tasks t ${lookUp('task_specs', 's', 't')}
      WHERE t.run_id = $1 AND t.status IN ('PENDING', 'READY', 'RUNNING', 'WAITING') GROUP BY 1, 2, 3, 4`,
    values: [runId],
  });
}
