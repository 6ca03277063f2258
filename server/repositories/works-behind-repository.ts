import type { TaskKind } from '@/lib/contracts/task';
import { worksBehind } from '@/server/core/graph/works-behind';
import type { Tx } from '@/server/infra/db/tx';

/** The nodes whose artifacts are the materials of a task that depends on `nodes`: through gates and branches, which write none. */
export async function readWorksBehind(tx: Tx, runId: string, nodes: readonly number[]): Promise<number[]> {
  const rows = await tx.query<{ node: number; kind: TaskKind; depends_on: number[] }>({
    name: 'works_behind',
    text: `WITH RECURSIVE up AS (
        SELECT s.node, s.kind, s.depends_on FROM task_specs s WHERE s.run_id = $1 AND s.node = ANY ($2::int[])
        UNION
        SELECT s.node, s.kind, s.depends_on FROM up u JOIN task_specs s ON s.run_id = $1 AND s.node = ANY (u.depends_on) WHERE u.kind <> 'agent'
      ) SELECT node, kind, depends_on FROM up`,
    values: [runId, nodes],
  });
  return worksBehind(nodes, new Map(rows.map((row) => [row.node, { kind: row.kind, dependsOn: row.depends_on }])));
}
