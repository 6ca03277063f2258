import { conditionReads } from '@/lib/condition/condition-reads';
import type { ConditionContext } from '@/lib/condition/types';
import type { TaskKind } from '@/lib/contracts/task';
import type { Tx } from '@/server/infra/db/tx';
import { lookUp } from './look-up';
import { readRun, readTasks } from './run-view-repository';

/** An artifact as conditions see it. */
export interface SeenArtifact {
  name: string;
  type: string;
  version: number;
  metadata: Record<string, unknown>;
}

/** One version of it, with the task that wrote it. */
export interface SeenVersion extends SeenArtifact {
  taskKey: string;
  title: string;
}

// Gates and branches write nothing: what they wait for first comes through them.
const UP = `
WITH RECURSIVE up AS (
  SELECT $2::int AS node, 0 AS depth
  UNION ALL
  SELECT s.depends_on[1], up.depth + 1 FROM up JOIN task_specs s ON s.run_id = $1 AND s.node = up.node WHERE s.kind <> 'agent' AND up.depth < 100
)
SELECT up.node, s.key, s.title, s.depends_on FROM up JOIN task_specs s ON s.run_id = $1 AND s.node = up.node ORDER BY up.depth`;

interface UpRow {
  node: number;
  key: string;
  title: string;
  depends_on: number[];
}

/** A task, and those whose work comes through it. */
function readUp(tx: Tx, runId: string, node: number) {
  return tx.query<UpRow & Record<string, unknown>>({ name: 'condition_up', text: UP, values: [runId, node] });
}

/** What a condition of this task sees now. Of the run's tasks and of what others handed on only what it names is read. */
export async function readConditionContext(tx: Tx, at: { runId: string; node: number }, condition: string): Promise<ConditionContext> {
  const [spec] = await tx.query<{ first: number | null }>({
    name: 'condition_first',
    text: 'SELECT depends_on[1] AS first FROM task_specs WHERE run_id = $1 AND node = $2',
    values: [at.runId, at.node],
  });
  return readContextAfter(tx, at.runId, spec?.first ?? null, condition);
}

/** What a condition sees that stands after a task; null: after none. */
export async function readContextAfter(tx: Tx, runId: string, first: number | null, condition: string): Promise<ConditionContext> {
  const up = first === null ? [] : await readUp(tx, runId, first);
  const [latest] = await readVersions(tx, runId, up, 1);
  const near = up[0] ? await readTasks(tx, runId, [up[0].node, ...up[0].depends_on]) : [];
  const task = near.find(({ node }) => node === first)?.view;
  return { artifact: latest ? artifactFields(latest) : null, task: { ...task }, ...(await readWhole(tx, runId, condition)) };
}

/** Its metadata's keys, and those that every artifact has. */
export const artifactFields = ({ name, type, version, metadata }: SeenArtifact): Record<string, unknown> => ({
  ...metadata,
  ...{ name, type, version },
});

async function readWhole(tx: Tx, runId: string, condition: string): Promise<Pick<ConditionContext, 'run' | 'outputs'>> {
  const reads = conditionReads(condition);
  const run = await readRun(tx, runId);
  const tasks = reads.tasks ? { tasks: (await readTasks(tx, runId)).map(({ view }) => view) } : {};
  // Of those that it does not name the keys are enough, for saying what there is.
  const outputs = await tx.query<{ key: string; outputs: Record<string, unknown> | null }>({
    name: 'condition_outputs',
    text: `SELECT s.key, CASE WHEN $2::text[] IS NULL OR s.key = ANY ($2) THEN o.outputs END AS outputs
      FROM task_outputs o ${lookUp('task_specs', 's', 'o')} WHERE o.run_id = $1 AND o.current ORDER BY s.node`,
    values: [runId, reads.outputs],
  });
  return { run: { ...run, ...tasks }, outputs: Object.fromEntries(outputs.map((row) => [row.key, row.outputs ?? {}])) };
}

/** The artifact that a condition after these tasks sees, with its older versions, newest first: of the first task that has written any. */
export function readVersions(tx: Tx, runId: string, up: readonly { node: number }[], limit: number): Promise<SeenVersion[]> {
  const nodes = up.map(({ node }) => node);
  return tx.query<SeenVersion & Record<string, unknown>>({
    name: 'condition_versions',
    text: `WITH latest AS MATERIALIZED (
        SELECT a.node, a.name FROM artifacts a WHERE a.run_id = $1 AND a.current AND a.node = ANY ($2::int[])
        ORDER BY array_position($2::int[], a.node), a.created_at DESC, a.id DESC LIMIT 1
      )
      SELECT a.name, a.type, a.version, a.metadata, s.key AS "taskKey", s.title FROM latest l JOIN artifacts a ON a.run_id = $1 AND a.node = l.node AND a.name = l.name AND a.current
        JOIN task_specs s ON s.run_id = a.run_id AND s.node = a.node ORDER BY a.version DESC LIMIT $3`,
    values: [runId, nodes, limit],
  });
}

/** Runs that are looked at for what a task of the same name left elsewhere. */
const RUNS_BACK = 200;

/** The latest artifact that tasks of this name left in other runs, newest run first. What is kept back is left out. */
export function readVersionsElsewhere(tx: Tx, runId: string, key: string, limit: number): Promise<(SeenVersion & { runId: string })[]> {
  return tx.query<SeenVersion & { runId: string } & Record<string, unknown>>({
    name: 'condition_versions_elsewhere',
    text: `SELECT a.name, a.type, a.version, a.metadata, s.key AS "taskKey", s.title, s.run_id AS "runId"
      FROM (SELECT id FROM runs WHERE id <> $1 ORDER BY id DESC LIMIT ${RUNS_BACK}) r
      JOIN task_specs s ON s.run_id = r.id AND s.key = $2
      CROSS JOIN LATERAL (
        SELECT name, type, version, metadata FROM artifacts WHERE run_id = r.id AND node = s.node AND current AND quarantine IS NULL
        ORDER BY created_at DESC, id DESC LIMIT 1
      ) a ORDER BY r.id DESC LIMIT $3`,
    values: [runId, key, limit],
  });
}

/** Whatever a condition of this run could name, as far as it is known. */
export interface KnownNames {
  /** Keys that artifacts of this run have among their metadata, with a value. */
  metadata: { key: string; value: unknown }[];
  /** Tasks that hand on data: what they did, or the schema of what they will. */
  outputs: { key: string; kind: TaskKind; schema: Record<string, unknown> | null; outputs: Record<string, unknown> | null }[];
}

const MAX_NAMED = 200;

export async function readKnownNames(tx: Tx, runId: string): Promise<KnownNames> {
  const metadata = await tx.query<{ key: string; value: unknown }>({
    name: 'condition_metadata',
    text: `SELECT DISTINCT ON (m.key) m.key, m.value FROM (
        SELECT metadata, created_at FROM artifacts WHERE run_id = $1 AND current AND node IS NOT NULL ORDER BY created_at DESC LIMIT 500
      ) a CROSS JOIN LATERAL jsonb_each(a.metadata) m ORDER BY m.key, a.created_at DESC LIMIT ${MAX_NAMED}`,
    values: [runId],
  });
  const outputs = await tx.query<KnownNames['outputs'][number] & Record<string, unknown>>({
    name: 'condition_known_outputs',
    text: `SELECT s.key, s.kind, s.outputs AS schema, o.outputs FROM task_specs s
      LEFT JOIN task_outputs o ON o.run_id = s.run_id AND o.node = s.node AND o.current
      WHERE s.run_id = $1 AND (s.outputs IS NOT NULL OR s.kind <> 'agent') ORDER BY o.node IS NULL, s.node LIMIT ${MAX_NAMED}`,
    values: [runId],
  });
  return { metadata, outputs };
}

/** The first of these keys that the run has, with what comes through it. */
export async function findAfter(tx: Tx, runId: string, keys: readonly string[]): Promise<UpRow[]> {
  const [row] = await tx.query<{ node: number }>({
    name: 'condition_after',
    text: 'SELECT node FROM task_specs WHERE run_id = $1 AND key = $2',
    values: [runId, keys[0] ?? null],
  });
  return row ? readUp(tx, runId, row.node) : [];
}
