import type { SIDE_EFFECTS, TASK_KINDS, TaskDraft, Tier } from '@/lib/contracts/task';
import { titleOf } from '@/lib/graph/task-defaults';
import type { BranchSpec, SpecRow } from '@/server/core/task/spec';
import type { Tx } from '@/server/infra/db/tx';
import { lookUp } from './look-up';
import { GIVEN_SPEC, SPEC_COLUMNS, SPEC_VALUES } from './spec-columns';

interface DraftRow {
  node: number;
  key: string;
  title: string;
  role: string;
  kind: (typeof TASK_KINDS)[number];
  prompt: string;
  phase: string | null;
  artifact_type: string | null;
  tier: Tier;
  max_attempts: number;
  timeout_seconds: number;
  side_effects: (typeof SIDE_EFFECTS)[number];
  depends_on: number[];
  outputs: Record<string, unknown> | null;
  gate: TaskDraft['gate'] | null;
  branch: BranchSpec | null;
  priority: number;
}

/** A run's tasks as they could be given again, in the order of their numbers; the planner's own stands apart. */
export async function readDrafts(tx: Tx, runId: string): Promise<{ drafts: TaskDraft[]; plannerNode: number | null }> {
  const rows = await tx.query<DraftRow>({
    name: 'read_drafts',
    text: `SELECT s.node, s.key, s.title, s.role, s.kind, s.prompt, s.phase, s.artifact_type, s.tier, s.max_attempts, s.timeout_seconds,
        s.side_effects, s.depends_on, s.outputs, s.gate, s.branch, t.priority
      FROM task_specs s ${lookUp('tasks', 't', 's')} WHERE s.run_id = $1 AND NOT t.removed ORDER BY s.node`,
    values: [runId],
  });
  const planner = rows.find((row) => row.role === 'planner');
  const keyOf = new Map(rows.filter((row) => row !== planner).map((row) => [row.node, row.key]));
  const drafts = rows.filter((row) => row !== planner).map((row) => toDraft(row, keyOf));
  return { drafts, plannerNode: planner?.node ?? null };
}

/** What a role or the product would fill in again is left out where it says the same. */
function toDraft(row: DraftRow, keyOf: ReadonlyMap<number, string>): TaskDraft {
  const keysOf = (nodes: readonly number[]): string[] => nodes.flatMap((node) => keyOf.get(node) ?? []);
  return {
    key: row.key,
    ...(row.title === titleOf(row.key) ? {} : { title: row.title }),
    ...(row.kind === 'branch' ? {} : { role: row.role as TaskDraft['role'] }),
    ...(row.prompt === '' ? {} : { prompt: row.prompt }),
    dependsOn: row.depends_on.flatMap((node) => keyOf.get(node) ?? []),
    kind: row.kind,
    ...(row.phase === null ? {} : { phase: row.phase }),
    ...(row.artifact_type === null ? {} : { artifactType: row.artifact_type }),
    tier: row.tier,
    maxAttempts: row.max_attempts,
    timeoutSeconds: row.timeout_seconds,
    priority: row.priority,
    sideEffects: row.side_effects,
    ...(row.outputs === null ? {} : { outputs: row.outputs }),
    ...(row.gate ? { gate: row.gate } : {}),
    ...(row.branch
      ? { branch: { condition: row.branch.condition, ifTrue: keysOf(row.branch.ifTrue), ifFalse: keysOf(row.branch.ifFalse) } }
      : {}),
  };
}

/** A number that no task of the run ever had: what is written about one that a rewind or an edit took away is never another's. */
export async function firstFreeNode(tx: Tx, runId: string): Promise<number> {
  const [row] = await tx.query<{ node: number }>({
    name: 'first_free_node',
    text: `SELECT 1 + greatest((SELECT max(node) FROM tasks WHERE run_id = $1), (SELECT max(node) FROM task_spec_history WHERE run_id = $1), -1) AS node`,
    values: [runId],
  });
  return row?.node ?? 0;
}

const CLEAR = [
  'DELETE FROM escalation_holds WHERE run_id = $1 AND node IS DISTINCT FROM $2::int',
  `UPDATE escalations e SET status = 'SUPERSEDED', decided_at = signalbox_now(), closed_seq = h.last_seq + 1
    FROM run_heads h WHERE h.run_id = $1 AND e.run_id = $1 AND e.status = 'OPEN' AND e.node IS NOT NULL AND e.node IS DISTINCT FROM $2::int`,
  `INSERT INTO task_spec_history (run_id, node, until_seq, spec)
    SELECT s.run_id, s.node, h.last_seq, to_jsonb(s) || jsonb_build_object('priority', t.priority) FROM task_specs s
    JOIN run_heads h ON h.run_id = s.run_id ${lookUp('tasks', 't', 's')}
    WHERE s.run_id = $1 AND s.node IS DISTINCT FROM $2::int`,
  'DELETE FROM ready_tasks WHERE run_id = $1 AND node IS DISTINCT FROM $2::int',
  'DELETE FROM task_specs WHERE run_id = $1 AND node IS DISTINCT FROM $2::int',
  'DELETE FROM tasks WHERE run_id = $1 AND node IS DISTINCT FROM $2::int',
];

// A task that waits for the planner alone is READY: the planner has succeeded, unless somebody is still to say that it stands.
const REPLACE = `
WITH n AS MATERIALIZED (SELECT signalbox_now() AS now),
s AS MATERIALIZED (
  SELECT s.*, behind.it::int AS taken, cardinality(s."dependsOn") - behind.it::int
      + (behind.it AND coalesce((SELECT p.held FROM tasks p WHERE p.run_id = $1::uuid AND p.node = $3::int), false))::int AS open
  FROM jsonb_to_recordset($2::jsonb) AS s(${GIVEN_SPEC}), LATERAL (SELECT coalesce($3::int = ANY (s."dependsOn"), false) AS it) behind
), spec AS (
  INSERT INTO task_specs (run_id, ${SPEC_COLUMNS})
  SELECT $1::uuid, ${SPEC_VALUES} FROM s
), task AS (
  INSERT INTO tasks (run_id, node, status, epoch, attempt, open_edges, taken_edges, priority, next, ready_at)
  SELECT $1::uuid, s.node, CASE WHEN s.open = 0 THEN 'READY' ELSE 'PENDING' END::task_status,
    (SELECT h.epoch_base FROM run_heads h WHERE h.run_id = $1::uuid), 0, s.open,
    s.taken, s.priority, s.next, CASE WHEN s.open = 0 THEN n.now END FROM s, n
), queue AS (
  INSERT INTO ready_tasks (run_id, rank, node, ready_at) SELECT $1::uuid, -s.priority, s.node, n.now FROM s, n WHERE s.open = 0
), planner AS (
  UPDATE tasks t SET next = (SELECT array_agg(s.node ORDER BY s.node) FROM s WHERE t.node = ANY (s."dependsOn"))
  WHERE t.run_id = $1::uuid AND t.node = $3::int
)
SELECT (count(*) FILTER (WHERE s.open = 0))::int AS ready, (SELECT count(*)::int FROM escalation_holds h WHERE h.run_id = $1::uuid) AS holds FROM s`;

/** Puts other tasks in the place of all but the planner's. Under the run's gate, while nothing else of it has started. */
export async function replacePlan(
  tx: Tx,
  runId: string,
  plan: { plannerNode: number | null; specs: readonly SpecRow[] },
): Promise<{ ready: number; holds: number }> {
  for (const text of CLEAR) await tx.query({ text, values: [runId, plan.plannerNode] });
  const [row] = await tx.query<{ ready: number; holds: number }>({
    text: REPLACE,
    values: [runId, JSON.stringify(plan.specs), plan.plannerNode],
  });
  return { ready: row?.ready ?? 0, holds: row?.holds ?? 0 };
}
