import type { GateDraft } from '@/lib/contracts/task';
import type { Judge } from '@/server/core/ruling/decide-ruling';
import type { Tx } from '@/server/infra/db/tx';

interface Row {
  key: string;
  title: string;
  kind: Judge['kind'];
  gate: GateDraft | null;
  condition: string | null;
  ifTrue: string[];
  ifFalse: string[];
  rounds: number;
}

/** A gate or branch as the rules of rulings look at it. Under the run's gate. */
export async function readJudge(tx: Tx, runId: string, node: number): Promise<Judge | null> {
  const [row] = await tx.query<Row & Record<string, unknown>>({
    name: 'read_judge',
    text: `SELECT s.key, s.title, s.kind, s.gate, coalesce((s.revision ->> 'round')::int, 0) AS rounds, s.branch ->> 'condition' AS condition,
        ARRAY(SELECT k.key FROM jsonb_array_elements(s.branch -> 'ifTrue') w JOIN task_specs k ON k.run_id = s.run_id AND k.node = w::int ORDER BY k.node) AS "ifTrue",
        ARRAY(SELECT k.key FROM jsonb_array_elements(s.branch -> 'ifFalse') w JOIN task_specs k ON k.run_id = s.run_id AND k.node = w::int ORDER BY k.node) AS "ifFalse"
      FROM task_specs s WHERE s.run_id = $1 AND s.node = $2 AND s.kind IN ('gate', 'branch')`,
    values: [runId, node],
  });
  if (!row) return null;
  const { condition, ifTrue, ifFalse, ...judge } = row;
  return { ...judge, branch: condition === null ? null : { condition, ifTrue, ifFalse } };
}
