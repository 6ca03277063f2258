import type { TaskKind } from '@/lib/contracts/task';
import { worksBehind } from '@/server/core/graph/works-behind';
import type { Tx } from '@/server/infra/db/tx';
import { lookUp } from './look-up';

/** The nodes whose artifacts are the materials of a task that depends on `nodes`: through gates and branches, which write none. */
export async function readWorksBehind(tx: Tx, runId: string, nodes: readonly number[]): Promise<number[]> {
  const rows = await tx.query<{ node: number; kind: TaskKind; depends_on: number[] }>({
    name: 'works_behind',
    text: `WITH RECURSIVE up AS (
        SELECT s.node, s.kind, s.depends_on FROM (SELECT DISTINCT $1::uuid AS run_id, unnest($2::int[]) AS node) d ${lookUp('task_specs', 's', 'd')}
        UNION
        SELECT s.node, s.kind, s.depends_on FROM up u CROSS JOIN LATERAL (SELECT $1::uuid AS run_id, unnest(u.depends_on) AS node) d
          ${lookUp('task_specs', 's', 'd')} WHERE u.kind <> 'agent'
      ) SELECT node, kind, depends_on FROM up`,
    values: [runId, nodes],
  });
  return worksBehind(nodes, new Map(rows.map((row) => [row.node, { kind: row.kind, dependsOn: row.depends_on }])));
}
