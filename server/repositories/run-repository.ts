import { AppError } from '@/lib/errors';
import type { SpecRow } from '@/server/core/task/spec';
import type { Tx } from '@/server/infra/db/tx';
import { GIVEN_SPEC, SPEC_COLUMNS, SPEC_VALUES } from './spec-columns';

export interface NewRun {
  goal: string;
  actor: string;
  supervision: string;
  planner: boolean;
  offlineModel: boolean;
  definitionHash: string;
  priority: number;
  budgetMicroUsd: number | null;
  specs: readonly SpecRow[];
  inputs: number;
  /** Where tasks are given, the run begins PAUSED until the plan is approved; a planner's run pauses once it has planned. */
  reviewPlan: boolean;
  /** Null: as often as the installation makes checkpoints. */
  checkpointSeconds: number | null;
}

// The whole graph in one statement. A new run starts at the virtual time of the run furthest behind among those of its priority, so
// that it neither starves nor is starved.
const INSERT_RUN = `
WITH r AS MATERIALIZED (SELECT signalbox_uuid7() AS id, signalbox_now() AS now),
s AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS s(${GIVEN_SPEC})
), run AS (
  INSERT INTO runs (id, goal, created_by, created_at, supervision, planner, offline_model, definition_hash, review_plan, checkpoint_seconds)
  SELECT r.id, $2, $3, r.now, $4, $5::boolean, $6, $7, $11::boolean, $12::int FROM r
), head AS (
  INSERT INTO run_heads (run_id, status, status_reason, planned, graph_version, last_seq, priority, virtual_time,
    total, pending, ready, running, waiting, succeeded, failed, skipped, cancelled, budget_micro)
  SELECT r.id, CASE WHEN $5::boolean THEN 'PLANNING' WHEN $11::boolean THEN 'PAUSED' ELSE 'RUNNING' END::run_status,
    CASE WHEN $11::boolean AND NOT $5::boolean THEN 'plan_review' END, NOT $5::boolean, 1,
    CASE WHEN $11::boolean AND NOT $5::boolean THEN 2 ELSE 1 END, $8,
    coalesce((SELECT min(h.virtual_time) FROM run_heads h WHERE h.status IN ('RUNNING', 'PLANNING') AND h.priority = $8 AND h.ready + h.running > 0), 0),
    c.total, c.total - c.ready, c.ready, 0, 0, 0, 0, 0, 0, $9::bigint
  FROM r, (SELECT count(*)::int AS total, (count(*) FILTER (WHERE cardinality(s."dependsOn") = 0))::int AS ready FROM s) c
), spec AS (
  INSERT INTO task_specs (run_id, ${SPEC_COLUMNS})
  SELECT r.id, ${SPEC_VALUES} FROM r, s
), task AS (
  INSERT INTO tasks (run_id, node, status, epoch, attempt, open_edges, taken_edges, priority, next, ready_at)
  SELECT r.id, s.node, CASE WHEN cardinality(s."dependsOn") = 0 THEN 'READY' ELSE 'PENDING' END::task_status, 0, 0,
    cardinality(s."dependsOn"), 0, s.priority, s.next, CASE WHEN cardinality(s."dependsOn") = 0 THEN r.now END FROM r, s
), queue AS (
  INSERT INTO ready_tasks (run_id, rank, node, ready_at)
  SELECT r.id, -s.priority, s.node, r.now FROM r, s WHERE cardinality(s."dependsOn") = 0
), event AS (
  INSERT INTO run_events (run_id, seq, type, at, actor, data)
  SELECT r.id, 1, 'run.created', r.now, $3, jsonb_build_object('goal', left($2, 500), 'planner', $5::boolean, 'version', 1, 'inputs', $10::int,
    'tasks', (SELECT jsonb_agg(jsonb_build_object('node', s.node, 'key', s.key, 'dependsOn', s."dependsOn")
      || CASE WHEN s.branch IS NULL THEN '{}' ELSE jsonb_build_object('branch', s.branch - 'condition') END ORDER BY s.node) FROM s)) FROM r
  UNION ALL
  SELECT r.id, 2, 'run.paused', r.now, $3, '{"reason":"plan_review"}'::jsonb FROM r WHERE $11::boolean AND NOT $5::boolean
)
SELECT r.id, EXISTS (SELECT FROM definitions WHERE hash = $7) AS pinned FROM r`;

/**
 * Writes a run with its graph, queue rows and first event. `pinned`: its definitions are kept already (they are a good part of what
 * there would be to send, and nearly always there).
 */
export async function insertRun(tx: Tx, run: NewRun): Promise<{ id: string; pinned: boolean }> {
  const [row] = await tx.query<{ id: string; pinned: boolean }>({
    name: 'insert_run',
    text: INSERT_RUN,
    values: [
      JSON.stringify(run.specs),
      run.goal,
      run.actor,
      run.supervision,
      run.planner,
      run.offlineModel,
      run.definitionHash,
      run.priority,
      run.budgetMicroUsd,
      run.inputs,
      run.reviewPlan,
      run.checkpointSeconds,
    ],
  });
  if (!row) throw new AppError('internal', 'the run was not written');
  return row;
}

const EXTEND_GRAPH = `
WITH n AS MATERIALIZED (SELECT signalbox_now() AS now),
s AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($2::jsonb) AS s(${GIVEN_SPEC})
), spec AS (
  INSERT INTO task_specs (run_id, ${SPEC_COLUMNS})
  SELECT $1::uuid, ${SPEC_VALUES} FROM s
), task AS (
  INSERT INTO tasks (run_id, node, status, epoch, attempt, open_edges, taken_edges, priority, next)
  SELECT $1::uuid, s.node, 'PENDING', (SELECT h.epoch_base FROM run_heads h WHERE h.run_id = $1::uuid), 0,
    cardinality(s."dependsOn") + (p.held AND $3 = ANY (s."dependsOn"))::int, 0, s.priority, s.next
  FROM s JOIN tasks p ON p.run_id = $1::uuid AND p.node = $3
)
UPDATE tasks t SET next = (SELECT array_agg(s.node ORDER BY s.node) FROM s WHERE t.node = ANY (s."dependsOn"))
WHERE t.run_id = $1::uuid AND t.node = $3`;

/** Adds planned tasks behind the task that planned them (all PENDING: it is still RUNNING). Under the run's gate. */
export async function extendGraph(tx: Tx, runId: string, plannerNode: number, specs: readonly SpecRow[]): Promise<void> {
  await tx.query({ text: EXTEND_GRAPH, values: [runId, JSON.stringify(specs), plannerNode] });
}

/** Whether somebody wants to see the plan before it starts. */
export async function wantsPlanReview(tx: Tx, runId: string): Promise<boolean> {
  const [row] = await tx.query<{ review: boolean }>({ text: 'SELECT review_plan AS review FROM runs WHERE id = $1', values: [runId] });
  return row?.review ?? false;
}
