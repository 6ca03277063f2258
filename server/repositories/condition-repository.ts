import { conditionReads } from '@/lib/condition/condition-reads';
import type { ConditionContext } from '@/lib/condition/types';
import type { Tx } from '@/server/infra/db/tx';
import { readRun, readTasks } from './run-view-repository';

/** What it waits for first, and whose work that is: a gate or branch writes nothing, so that what it waits for itself comes through it. */
const BEFORE = `
WITH RECURSIVE up AS (
  SELECT s.depends_on[1] AS node, 0 AS depth FROM task_specs s WHERE s.run_id = $1 AND s.node = $2
  UNION ALL
  SELECT s.depends_on[1], up.depth + 1 FROM up JOIN task_specs s ON s.run_id = $1 AND s.node = up.node WHERE s.kind <> 'agent' AND up.depth < 100
)
SELECT up.node, s.depends_on FROM up JOIN task_specs s ON s.run_id = $1 AND s.node = up.node ORDER BY up.depth`;

interface Latest {
  name: string;
  type: string;
  version: number;
  metadata: Record<string, unknown>;
}

/** What a condition of this task sees now. Of the run's tasks and of what others handed on only what it names is read. */
export async function readConditionContext(tx: Tx, at: { runId: string; node: number }, condition: string): Promise<ConditionContext> {
  const before = await tx.query<{ node: number; depends_on: number[] }>({
    name: 'condition_before',
    text: BEFORE,
    values: [at.runId, at.node],
  });
  const first = before[0];
  const latest = await readLatest(
    tx,
    at.runId,
    before.map(({ node }) => node),
  );
  const near = first ? await readTasks(tx, at.runId, [first.node, ...first.depends_on]) : [];
  return {
    artifact: latest && artifactFields(latest),
    task: { ...near.find(({ node }) => node === first?.node)?.view },
    ...(await readWhole(tx, at.runId, condition)),
  };
}

/** Its metadata's keys, and those that every artifact has. */
export const artifactFields = ({ name, type, version, metadata }: Latest): Record<string, unknown> => ({
  ...metadata,
  name,
  type,
  version,
});

/** `run` and `outputs`: what is the same for every task of a run. */
export async function readWhole(tx: Tx, runId: string, condition: string | null): Promise<Pick<ConditionContext, 'run' | 'outputs'>> {
  const reads = condition === null ? { tasks: false, outputs: null } : conditionReads(condition);
  const run = await readRun(tx, runId);
  const tasks = reads.tasks ? { tasks: (await readTasks(tx, runId)).map(({ view }) => view) } : {};
  // Of those that it does not name the keys are enough, for saying what there is.
  const outputs = await tx.query<{ key: string; outputs: Record<string, unknown> | null }>({
    name: 'condition_outputs',
    text: `SELECT s.key, CASE WHEN $2::text[] IS NULL OR s.key = ANY ($2) THEN o.outputs END AS outputs
      FROM task_outputs o JOIN task_specs s ON s.run_id = o.run_id AND s.node = o.node WHERE o.run_id = $1 AND o.current ORDER BY s.node`,
    values: [runId, reads.outputs],
  });
  return { run: { ...run, ...tasks }, outputs: Object.fromEntries(outputs.map((row) => [row.key, row.outputs ?? {}])) };
}

/** Of the first of these tasks that has any. */
async function readLatest(tx: Tx, runId: string, nodes: readonly number[]): Promise<Latest | null> {
  const [row] = await tx.query<Latest & Record<string, unknown>>({
    name: 'condition_artifact',
    text: `SELECT a.name, a.type, a.version, a.metadata FROM artifacts a WHERE a.run_id = $1 AND a.current AND a.node = ANY ($2::int[])
      ORDER BY array_position($2::int[], a.node), a.created_at DESC, a.id DESC LIMIT 1`,
    values: [runId, nodes],
  });
  return row ?? null;
}
