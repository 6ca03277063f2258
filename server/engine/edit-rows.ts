import type { EditPlan } from '@/server/core/edit/edit-plan';
import type { EditWrites, StandingTask } from '@/server/core/edit/settle-plan';
import { ASKED_NOW } from '@/server/core/edit/spec-of';
import type { Tx } from '@/server/infra/db/tx';
import { lookUp } from '@/server/repositories/look-up';
import { insertSpecs } from './resume-rows';

/** The tasks as they stand, read behind the lock. */
export function readStanding(tx: Tx, runId: string, nodes: readonly number[]): Promise<StandingTask[]> {
  return tx.query<StandingTask & Record<string, unknown>>({
    name: 'edit_standing',
    text: `SELECT node, status, epoch, resolved, chosen, held, ready_at AS "readyAt" FROM tasks WHERE run_id = $1 AND node = ANY ($2::int[])`,
    values: [runId, nodes],
  });
}

// What was said of tasks that went stays under their numbers, which nobody else is given. Specifications come back in the next
// statement: a key may go from one task to another.
const CLEAR = `
WITH old AS MATERIALIZED (
  SELECT s.*, t.priority FROM task_specs s ${lookUp('tasks', 't', 's')} WHERE s.run_id = $1 AND s.node = ANY ($2::int[])
), kept AS (
  INSERT INTO task_spec_history (run_id, node, until_seq, spec) SELECT o.run_id, o.node, $5::bigint, to_jsonb(o) FROM old o ON CONFLICT DO NOTHING
), q AS (
  DELETE FROM ready_tasks WHERE run_id = $1 AND node = ANY ($4::int[])
), gone AS (
  DELETE FROM tasks WHERE run_id = $1 AND node = ANY ($3::int[])
)
DELETE FROM task_specs WHERE run_id = $1 AND node = ANY ($2::int[])`;

// Attempts under way end here: their workers are fenced by the new epoch and write nothing more. Questions and letters of what begins
// anew or is there no more are closed.
const WRITE = `
WITH m AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($2::jsonb) AS m(node integer, status text, epoch integer, "openEdges" integer, "takenEdges" integer,
    priority smallint, next integer[], "readyAt" timestamptz, fresh boolean, anew boolean, removed boolean, invalidated boolean)
), a AS (
  INSERT INTO attempts (run_id, node, epoch, attempt, worker_id, started_at, finished_at, outcome)
  SELECT t.run_id, t.node, t.epoch, t.attempt, t.worker_id, t.started_at, $3, 'cancelled'
  FROM tasks t JOIN m ON m.node = t.node WHERE t.run_id = $1 AND t.status = 'RUNNING' AND m.status <> 'RUNNING'
), closed AS MATERIALIZED (
  SELECT m.node FROM m WHERE m.anew OR m.removed OR m.status = 'SKIPPED' UNION ALL SELECT unnest($6::int[])
), p AS (
  UPDATE tool_approvals SET status = 'superseded', decided_at = $3 WHERE run_id = $1 AND status = 'open' AND node IN (SELECT node FROM closed)
), e AS (
  UPDATE escalations SET status = 'SUPERSEDED', decided_at = $3, closed_seq = $5 WHERE run_id = $1 AND status = 'OPEN' AND subject IN ('ruling', 'tool', 'letter')
    AND node IN (SELECT node FROM closed)
), l AS MATERIALIZED (
  SELECT id FROM dead_letters WHERE run_id = $1 AND status = 'pending' AND node IN (SELECT node FROM closed) ORDER BY id FOR UPDATE
), d AS (
  UPDATE dead_letters d SET status = 'superseded', resolved_at = $3, resolved_by = $4, closed_seq = $5,
    resolution_notes = 'An edit of the graph took the task away or began it anew.'
  FROM l WHERE d.id = l.id
), q AS (
  INSERT INTO ready_tasks (run_id, rank, node, ready_at) SELECT $1, -m.priority, m.node, m."readyAt" FROM m WHERE m."readyAt" IS NOT NULL
), n AS (
  UPDATE tasks t SET next = n.next FROM jsonb_to_recordset($7::jsonb) AS n(node integer, next integer[]) WHERE t.run_id = $1 AND t.node = n.node
), u AS (
  UPDATE tasks t SET status = m.status::task_status, epoch = m.epoch, open_edges = m."openEdges", taken_edges = m."takenEdges",
    priority = m.priority, next = m.next, invalidated = m.invalidated, removed = m.removed,
    ready_at = CASE WHEN m.status IN ('PENDING', 'READY', 'WAITING') THEN m."readyAt" ELSE t.ready_at END,
    worker_id = CASE WHEN m.status = 'RUNNING' THEN t.worker_id END,
    waiting_for = CASE WHEN m.status = 'WAITING' THEN t.waiting_for END,
    attempt = CASE WHEN m.anew THEN 0 ELSE t.attempt END, lost = CASE WHEN m.anew THEN 0 ELSE t.lost END,
    resolved = t.resolved AND NOT m.anew, chosen = CASE WHEN NOT m.anew THEN t.chosen END,
    conversation = CASE WHEN m.anew THEN 1 + coalesce((SELECT max(c.conversation) FROM conversations c WHERE c.run_id = $1 AND c.node = m.node), 0)
      ELSE t.conversation END,
    started_at = CASE WHEN NOT m.anew THEN t.started_at END,
    finished_at = CASE WHEN m.anew THEN NULL WHEN m.removed OR (m.status = 'SKIPPED' AND t.status <> 'SKIPPED') THEN $3 ELSE t.finished_at END
  FROM m WHERE t.run_id = $1 AND t.node = m.node AND NOT m.fresh
)
INSERT INTO tasks (run_id, node, status, epoch, attempt, open_edges, taken_edges, priority, next, ready_at, finished_at, conversation)
SELECT $1, m.node, m.status::task_status, m.epoch, 0, m."openEdges", m."takenEdges", m.priority, m.next, m."readyAt",
  CASE WHEN m.status = 'SKIPPED' THEN $3::timestamptz END,
  coalesce((SELECT 1 + max(c.conversation) FROM conversations c WHERE c.run_id = $1 AND c.node = m.node), 0)
FROM m WHERE m.fresh`;

/** Writes an edit. Under the run's gate; what it writes was checked behind it. */
export async function writeEdit(
  tx: Tx,
  run: { runId: string; lastSeq: number; now: Date; actor: string },
  plan: EditPlan,
  writes: EditWrites,
): Promise<void> {
  const { runId, lastSeq, now, actor } = run;
  const asked = now.toISOString();
  const specs = plan.tasks.flatMap(({ spec }) => (spec ? [spec.askedAt === ASKED_NOW ? { ...spec, askedAt: asked } : spec] : []));
  const nodes = plan.tasks.map(({ node }) => node);
  const archived = [...specs.map(({ node }) => node), ...writes.gone];
  await Promise.all([
    tx.query({ name: 'edit_clear', text: CLEAR, values: [runId, archived, writes.gone, nodes, lastSeq] }),
    specs.length > 0 && insertSpecs(tx, runId, specs),
    tx.query({
      name: 'edit_write',
      text: WRITE,
      values: [runId, JSON.stringify(writes.tasks), now, actor, lastSeq + 1, writes.gone, JSON.stringify(plan.next)],
    }),
  ]);
}
