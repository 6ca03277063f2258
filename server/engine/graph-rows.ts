import type { BranchWays } from '@/lib/contracts/event';
import type { TaskStatus } from '@/lib/contracts/task';
import type { CascadeTask } from '@/server/core/graph/cascade';
import type { Tx } from '@/server/infra/db/tx';
import { lookUp } from '@/server/repositories/look-up';

interface Row {
  node: number;
  status: TaskStatus;
  resolved: boolean;
  chosen: boolean | null;
  held: boolean;
  waiting_for: string | null;
  next: number[];
  depends_on: number[];
  branch: (BranchWays & { condition: string }) | null;
}

const COLUMNS = 't.node, t.status, t.resolved, t.chosen, t.held, t.waiting_for, t.next, s.depends_on, s.branch';
const FROM = `FROM tasks t ${lookUp('task_specs', 's', 't')}`;

const toTask = ({ waiting_for, depends_on, ...row }: Row): [number, CascadeTask] => [
  row.node,
  { ...row, waitingFor: waiting_for, dependsOn: depends_on },
];

/** The whole graph of a run as its rows are. Under the run's gate. */
export async function readGraph(tx: Tx, runId: string): Promise<Map<number, CascadeTask>> {
  const rows = await tx.query<Row & Record<string, unknown>>({
    name: 'graph_rows',
    text: `SELECT ${COLUMNS} ${FROM} WHERE t.run_id = $1`,
    values: [runId],
  });
  return new Map(rows.map(toTask));
}

/** These tasks, what waits for them, and everything that either waits for: enough to judge their dependents. */
export async function readAround(tx: Tx, runId: string, nodes: readonly number[]): Promise<Map<number, CascadeTask>> {
  const rows = await tx.query<Row & Record<string, unknown>>({
    name: 'graph_around',
    text: `WITH d AS MATERIALIZED (
        SELECT unnest(t.next) AS node FROM tasks t WHERE t.run_id = $1 AND t.node = ANY ($2::int[]) UNION SELECT unnest($2::int[])
      ), all_nodes AS MATERIALIZED (
        SELECT node FROM d UNION SELECT unnest(s.depends_on) FROM task_specs s JOIN d ON d.node = s.node WHERE s.run_id = $1
      )
      SELECT ${COLUMNS} ${FROM} WHERE t.run_id = $1 AND t.node = ANY (ARRAY(SELECT node FROM all_nodes))`,
    values: [runId, nodes],
  });
  return new Map(rows.map(toTask));
}
