import type { BranchWays } from '@/lib/contracts/event';
import type { SIDE_EFFECTS, TaskKind, TaskStatus } from '@/lib/contracts/task';
import type { Neighbourhood } from '@/server/core/gate/decide-gate';
import type { Revision } from '@/server/core/task/spec';
import type { Tx } from '@/server/infra/db/tx';
import { lookUp } from '@/server/repositories/look-up';

interface Row {
  node: number;
  key: string;
  kind: TaskKind;
  role: string;
  status: TaskStatus;
  epoch: number;
  attempt: number;
  resolved: boolean;
  chosen: boolean | null;
  held: boolean;
  invalidated: boolean;
  waiting_for: string | null;
  depends_on: number[];
  branch: (BranchWays & { condition: string }) | null;
  side_effects: (typeof SIDE_EFFECTS)[number];
  revision: Revision | null;
  begun: boolean;
}

// What the gate judges, through gates; what waits for any of that, through gates as well; and what these wait for.
const AROUND = `
WITH RECURSIVE up AS (
  SELECT s.node, s.kind, s.depends_on FROM task_specs s WHERE s.run_id = $1 AND s.node = $2
  UNION
  SELECT s.node, s.kind, s.depends_on FROM up u JOIN task_specs s ON s.run_id = $1 AND s.node = ANY (u.depends_on) WHERE u.kind = 'gate'
), near AS (
  SELECT node FROM up
  UNION
  SELECT x.node FROM near n JOIN tasks t ON t.run_id = $1 AND t.node = n.node JOIN task_specs s ON s.run_id = $1 AND s.node = n.node
    CROSS JOIN LATERAL unnest(t.next) x(node) WHERE s.kind = 'gate' OR n.node IN (SELECT node FROM up)
), around AS MATERIALIZED (
  SELECT node FROM near UNION SELECT unnest(s.depends_on) FROM task_specs s JOIN near ON near.node = s.node WHERE s.run_id = $1
)
SELECT t.node, s.key, s.kind, s.role, t.status, t.epoch, t.attempt, t.resolved, t.chosen, t.held, t.invalidated, t.waiting_for, s.depends_on, s.branch,
  s.side_effects, s.revision,
  EXISTS (SELECT FROM conversations c WHERE c.run_id = $1 AND c.node = t.node AND c.conversation = t.conversation) AS begun
FROM tasks t ${lookUp('task_specs', 's', 't')} WHERE t.run_id = $1 AND t.node = ANY (ARRAY(SELECT node FROM around))`;

/** What a gate's judgement may move, as its rows are. Under the run's gate. */
export async function readGateNeighbours(tx: Tx, runId: string, gate: number): Promise<Neighbourhood> {
  const rows = await tx.query<Row & Record<string, unknown>>({ name: 'gate_neighbours', text: AROUND, values: [runId, gate] });
  return new Map(
    rows.map(({ waiting_for, depends_on, side_effects, ...row }) => [
      row.node,
      { ...row, waitingFor: waiting_for, dependsOn: depends_on, sideEffects: side_effects },
    ]),
  );
}
