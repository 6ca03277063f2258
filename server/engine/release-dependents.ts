import type { TaskCounts } from '@/lib/contracts/run';
import { type Cascade, cascadeFrom, countEdges } from '@/server/core/graph/cascade';
import { moveCount } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { readAround, readGraph } from './graph-rows';

const SAVE = `
WITH e AS MATERIALIZED (SELECT * FROM unnest($2::int[], $3::int[], $4::int[], $5::text[]) AS e(node, open, taken, goes)),
t AS (
  UPDATE tasks t SET open_edges = e.open, taken_edges = e.taken, status = coalesce(e.goes::task_status, t.status),
    waiting_for = CASE WHEN e.goes = 'SKIPPED' THEN NULL ELSE t.waiting_for END,
    ready_at = CASE e.goes WHEN 'READY' THEN $6::timestamptz WHEN 'SKIPPED' THEN NULL ELSE t.ready_at END,
    finished_at = CASE WHEN e.goes = 'SKIPPED' THEN $6::timestamptz ELSE t.finished_at END
  FROM e WHERE t.run_id = $1 AND t.node = e.node RETURNING t.node, t.priority, e.goes
)
INSERT INTO ready_tasks (run_id, rank, node, ready_at) SELECT $1, -t.priority, t.node, $6::timestamptz FROM t WHERE t.goes = 'READY'`;

export interface Released {
  /** The head's counts with everything moved. */
  counts: TaskCounts;
  /** What no edge leads to any more. */
  skipped: number[];
  ready: number;
}

/**
 * What follows from the end of tasks whose rows say so already: dependents are READY or SKIPPED, and so on below. Under the run's gate.
 * Most ends skip nothing, so the neighbourhood is looked at first and the whole graph only where something falls.
 */
export async function releaseDependents(
  tx: Tx,
  runId: string,
  ended: readonly number[],
  { counts, now }: { counts: TaskCounts; now: Date },
): Promise<Released> {
  let cascade = cascadeFrom(await readAround(tx, runId, ended), ended);
  if (cascade.moves.some(({ to }) => to === 'SKIPPED')) cascade = cascadeFrom(await readGraph(tx, runId), ended);
  await save(tx, runId, cascade, now);
  return {
    counts: cascade.moves.reduce((moved, { from, to }) => moveCount(moved, from, to), counts),
    skipped: cascade.moves.flatMap(({ node, to }) => (to === 'SKIPPED' ? [node] : [])),
    ready: cascade.moves.filter(({ to }) => to === 'READY').length,
  };
}

/** Counts the edges of tasks afresh, as whoever makes one wait again has to: those of a running task are not kept. Under the run's gate. */
export async function recountEdges(tx: Tx, runId: string, nodes: readonly number[], now: Date): Promise<void> {
  const tasks = await readAround(tx, runId, nodes);
  const edges = nodes.flatMap((node) => {
    const task = tasks.get(node);
    return task ? [{ node, ...countEdges(tasks, node, task) }] : [];
  });
  await save(tx, runId, { moves: [], edges }, now);
}

async function save(tx: Tx, runId: string, { moves, edges }: Cascade, now: Date): Promise<void> {
  if (edges.length === 0) return;
  const goes = new Map(moves.map(({ node, to }) => [node, to]));
  await tx.query({
    name: 'release_dependents',
    text: SAVE,
    values: [
      runId,
      edges.map(({ node }) => node),
      edges.map(({ open }) => open),
      edges.map(({ taken }) => taken),
      edges.map(({ node }) => goes.get(node) ?? null),
      now,
    ],
  });
}
