import type { Tx } from '@/server/infra/db/tx';
import { lookUp } from '@/server/repositories/look-up';
import { MAX_HOP_DEPENDENTS } from './hop';

/** Of one run at one graph version: the tasks whose finish has consequences that are known beforehand, with their dependents. */
export interface HopGraph {
  graphVersion: number;
  nextOf: Map<number, readonly number[]>;
}

/** Reads what `hop` needs. Small runs only: a large one is in the hands of batches anyway. */
export async function readHopGraph(tx: Tx, runId: string, maxTasks: number): Promise<HopGraph> {
  const rows = await tx.query<{ node: number; next: number[]; dependencies: number; graph_version: number }>({
    name: 'hop_graph',
    text: `SELECT t.node, t.next, cardinality(s.depends_on) AS dependencies, h.graph_version
      FROM run_heads h JOIN tasks t ON t.run_id = h.run_id ${lookUp('task_specs', 's', 't')}
      WHERE h.run_id = $1 AND h.total <= $2`,
    values: [runId, maxTasks],
  });
  const dependencies = new Map(rows.map((row) => [row.node, row.dependencies]));
  const simple = rows.filter((row) => row.next.length <= MAX_HOP_DEPENDENTS && row.next.every((node) => dependencies.get(node) === 1));
  return { graphVersion: rows[0]?.graph_version ?? 0, nextOf: new Map(simple.map((row) => [row.node, row.next])) };
}
