import { movesOf, type SendBack } from '@/server/core/gate/decide-gate';
import { afterCounts, type HeadPatch, moveCount, type NewEvent, type RunHead } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { supersedeEscalations } from '@/server/repositories/escalation-repository';
import { changeRevision } from '@/server/repositories/spec-change-repository';

// The gate's attempt ends here. What begins anew does so with all its attempts and a conversation under a number that it never had.
const PLACE = `
WITH p AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($2::jsonb) AS p(node integer, "from" text, status text, epoch integer, anew boolean, open integer, taken integer)
), a AS (
  INSERT INTO attempts (run_id, node, epoch, attempt, worker_id, started_at, finished_at, outcome)
  SELECT t.run_id, t.node, t.epoch, t.attempt, t.worker_id, t.started_at, $3, 'sent_back'
  FROM tasks t JOIN p ON p.node = t.node WHERE t.run_id = $1 AND t.status = 'RUNNING'
), t AS (
  UPDATE tasks t SET open_edges = p.open, taken_edges = p.taken, status = p.status::task_status, epoch = p.epoch,
    invalidated = t.invalidated AND NOT p.anew OR p.node = ANY ($4::int[]),
    ready_at = CASE WHEN p.status = 'READY' AND (p.anew OR p."from" <> 'READY') THEN $3::timestamptz WHEN p.status IN ('READY', 'WAITING') THEN t.ready_at END,
    worker_id = CASE WHEN NOT p.anew THEN t.worker_id END,
    waiting_for = CASE WHEN NOT p.anew THEN t.waiting_for END,
    attempt = CASE WHEN p.anew THEN 0 ELSE t.attempt END, lost = CASE WHEN p.anew THEN 0 ELSE t.lost END,
    resolved = t.resolved AND NOT p.anew, chosen = CASE WHEN NOT p.anew THEN t.chosen END,
    started_at = CASE WHEN NOT p.anew OR p."from" = 'RUNNING' THEN t.started_at END,
    finished_at = CASE WHEN NOT p.anew THEN t.finished_at END,
    conversation = CASE WHEN p.anew THEN 1 + coalesce((SELECT max(c.conversation) FROM conversations c WHERE c.run_id = $1 AND c.node = t.node), 0)
      ELSE t.conversation END
  FROM p WHERE t.run_id = $1 AND t.node = p.node RETURNING t.node, t.priority, p.status, p."from", p.anew
), flagged AS (
  UPDATE tasks t SET invalidated = true WHERE t.run_id = $1 AND t.node = ANY ($4::int[]) AND NOT EXISTS (SELECT FROM p WHERE p.node = t.node)
)
INSERT INTO ready_tasks (run_id, rank, node, ready_at)
SELECT $1, -t.priority, t.node, $3 FROM t WHERE t.status = 'READY' AND (t.anew OR t."from" <> 'READY')`;

/**
 * Writes that a gate did not open: its authors revise, it waits for them. Under the run's gate. Returns what becomes of the head, and the
 * event with whatever follows from it.
 */
export async function writeSendBack(
  tx: Tx,
  head: RunHead,
  gate: number,
  decision: SendBack,
  now: Date,
): Promise<{ patch: HeadPatch; events: NewEvent[] }> {
  const { runId, lastSeq } = head;
  const { placed, event, revisions, own, superseded } = decision;
  const told = new Map([...revisions, ...(own ? [[gate, own] as const] : [])]);
  for (const [node, revision] of told) await changeRevision(tx, { runId, node }, lastSeq, revision);
  const queued = placed.filter(({ from, status, anew }) => (from === 'READY' || from === 'WAITING') && (anew || status !== from));
  // Apart: within one statement a row of the queue could be inserted before the old one is gone.
  await tx.query({
    name: 'send_back_unqueue',
    text: 'DELETE FROM ready_tasks WHERE run_id = $1 AND node = ANY ($2::int[])',
    values: [runId, queued.map(({ node }) => node)],
  });
  await tx.query({ name: 'send_back', text: PLACE, values: [runId, JSON.stringify(placed), now, event.invalidated] });
  if (superseded.length > 0) await supersedeEscalations(tx, { runId, nodes: superseded }, { seq: lastSeq + 1, now });
  const counts = movesOf(placed).reduce((moved, { from, to }) => moveCount(moved, from, to), head.counts);
  const after = afterCounts(head, counts);
  return { patch: after.patch, events: [{ type: 'task.sent_back', node: gate, data: event }, ...after.events] };
}
