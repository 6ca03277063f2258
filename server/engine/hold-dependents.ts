import type { TaskCounts } from '@/lib/contracts/run';
import type { LadderPolicy } from '@/server/core/escalation/policy';
import { type HeadPatch, moveCount, type NewEvent, type RunHead } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { type AskedQuestion, openEscalation } from './open-escalation';
import { recountEdges, releaseDependents } from './release-dependents';

// What has begun goes on; who only stood in the queue waits again.
const PLACE = `
WITH placed AS (
  INSERT INTO escalation_holds (escalation_id, run_id, node)
  SELECT $2::uuid, $1, t.node FROM tasks t WHERE t.run_id = $1 AND t.node = ANY ($3::int[]) AND NOT t.removed ON CONFLICT DO NOTHING RETURNING node
), marked AS (
  UPDATE tasks t SET held = true FROM placed p WHERE t.run_id = $1 AND t.node = p.node RETURNING t.next
), below AS MATERIALIZED (
  SELECT DISTINCT n.node FROM marked CROSS JOIN LATERAL unnest(marked.next) n(node)
)
SELECT (SELECT count(*)::int FROM placed) AS placed, coalesce((SELECT array_agg(b.node ORDER BY b.node) FROM below b), '{}') AS below`;

const PUT_BACK = `
WITH t AS (
  UPDATE tasks SET status = 'PENDING', ready_at = NULL WHERE run_id = $1 AND node = ANY ($2::int[]) AND status = 'READY' AND open_edges > 0 RETURNING node
), q AS (
  DELETE FROM ready_tasks r USING t WHERE r.run_id = $1 AND r.node = t.node
)
SELECT node FROM t`;

/**
 * What waits for these tasks does not begin before the escalation is decided, nor does the run end. Under the run's gate, in the
 * transaction that opens the escalation, whose `escalation.opened` names the same nodes as `holds`.
 */
export async function placeHold(
  tx: Tx,
  head: RunHead,
  { escalationId, nodes }: { escalationId: string; nodes: readonly number[] },
  { now }: { now: Date },
): Promise<HeadPatch> {
  const { runId } = head;
  const [made] = await tx.query<{ placed: number; below: number[] }>({
    name: 'hold_place',
    text: PLACE,
    values: [runId, escalationId, nodes],
  });
  const { placed, below } = made ?? { placed: 0, below: [] };
  if (below.length > 0) await recountEdges(tx, runId, below, now);
  const back = below.length > 0 ? await tx.query({ name: 'hold_put_back', text: PUT_BACK, values: [runId, below] }) : [];
  const counts = back.reduce<TaskCounts>((moved) => moveCount(moved, 'READY', 'PENDING'), head.counts);
  return { counts, holds: head.holds + placed };
}

// While it was running, what it builds on may have been asked about, refused or begun anew.
const MUST_WAIT = `
SELECT s.node FROM task_specs s JOIN tasks d ON d.run_id = s.run_id AND d.node = ANY (s.depends_on)
WHERE s.run_id = $1 AND s.node = $2 AND (d.held OR d.status NOT IN ('SUCCEEDED', 'SKIPPED')) LIMIT 1`;

/**
 * A task that was READY again just now, because its worker let go of it or its question was answered: it waits where what it depends on is open meanwhile.
 * Returns what becomes of the head's counts, in which it is READY. Under the run's gate.
 */
export async function holdBack(tx: Tx, runId: string, node: number, counts: TaskCounts, now: Date): Promise<TaskCounts> {
  const waits = await tx.query({ name: 'must_wait', text: MUST_WAIT, values: [runId, node] });
  if (waits.length === 0) return counts;
  await recountEdges(tx, runId, [node], now);
  const back = await tx.query({ name: 'hold_put_back', text: PUT_BACK, values: [runId, [node]] });
  return back.length > 0 ? moveCount(counts, 'READY', 'PENDING') : counts;
}

/**
 * Opens a question that holds back what waits for `nodes`. What it asks again (`retryOf`) holds nothing any more: the new question does.
 * Under the run's gate; `seq` is that of the returned event.
 */
export async function openHolding(
  tx: Tx,
  head: RunHead,
  asked: AskedQuestion,
  nodes: readonly number[],
  place: { seq: number; now: Date; policy: LadderPolicy },
): Promise<{ escalationId: string; event: NewEvent; patch: HeadPatch }> {
  const opened = await openEscalation(tx, { ...asked, holds: nodes }, place);
  const patch = await placeHold(tx, head, { escalationId: opened.escalationId, nodes }, place);
  if (!asked.retryOf) return { ...opened, patch };
  const after = await liftHolds(tx, { ...head, ...patch }, [asked.retryOf], place);
  return { ...opened, patch: { ...patch, ...after } };
}

const LIFT = `
WITH lifted AS (
  DELETE FROM escalation_holds h WHERE h.run_id = $1 AND h.escalation_id = ANY ($2::uuid[]) RETURNING h.node
), freed AS (
  UPDATE tasks t SET held = false WHERE t.run_id = $1 AND t.held AND t.node IN (SELECT node FROM lifted)
    AND NOT EXISTS (SELECT FROM escalation_holds o WHERE o.run_id = $1 AND o.node = t.node AND NOT o.escalation_id = ANY ($2::uuid[]))
  RETURNING t.node, t.next
)
SELECT (SELECT count(*)::int FROM lifted) AS lifted, coalesce((SELECT array_agg(f.node ORDER BY f.node) FROM freed f), '{}') AS freed,
  coalesce((SELECT array_agg(DISTINCT n.node) FROM freed f CROSS JOIN LATERAL unnest(f.next) n(node)), '{}') AS below`;

/**
 * These escalations hold nothing any more: what waited for them alone begins. Under the run's gate. Whether the run has ended by it is the
 * caller's to ask (`afterCounts`), once everything else that its decision changes stands.
 */
export async function liftHolds(
  tx: Tx,
  head: RunHead,
  escalationIds: readonly string[],
  { now }: { now: Date },
): Promise<{ counts: TaskCounts; holds: number }> {
  const { runId, counts } = head;
  const [gone] = await tx.query<{ lifted: number; freed: number[]; below: number[] }>({
    name: 'hold_lift',
    text: LIFT,
    values: [runId, escalationIds],
  });
  const { lifted, freed, below } = gone ?? { lifted: 0, freed: [], below: [] };
  const holds = head.holds - lifted;
  if (below.length === 0) return { counts, holds };
  // Also of those that run: counted with the hold, they would be counted wrong once they wait again.
  await recountEdges(tx, runId, below, now);
  const released = await releaseDependents(tx, runId, freed, { counts, now });
  return { counts: released.counts, holds };
}

const KEEP_DELETE = `
DELETE FROM escalation_holds h WHERE h.run_id = $1 AND NOT (h.escalation_id = ANY ($2::uuid[])
    AND EXISTS (SELECT FROM tasks t WHERE t.run_id = $1 AND t.node = h.node AND NOT t.removed))`;
const KEEP_MARK = `
UPDATE tasks t SET held = NOT t.held WHERE t.run_id = $1
    AND t.held <> EXISTS (SELECT FROM escalation_holds h WHERE h.run_id = $1 AND h.node = t.node)`;

/** Only these escalations go on holding, and only what is there still. Whoever calls it has counted the edges so, or there is nothing to count any more. */
export async function keepHolds(tx: Tx, runId: string, escalationIds: readonly string[]): Promise<void> {
  await tx.query({ name: 'holds_delete', text: KEEP_DELETE, values: [runId, escalationIds] });
  await tx.query({ name: 'holds_mark', text: KEEP_MARK, values: [runId] });
}

const VOID = `
WITH gone AS MATERIALIZED (
  SELECT DISTINCT h.escalation_id AS id FROM escalation_holds h JOIN escalations e ON e.id = h.escalation_id WHERE h.run_id = $1 AND e.node = ANY ($2::int[])
), closed AS (
  UPDATE escalations e SET status = 'SUPERSEDED', decided_at = $3, closed_seq = $4 FROM gone g WHERE e.id = g.id AND e.status = 'OPEN'
), away AS (
  DELETE FROM escalation_holds h WHERE h.run_id = $1 AND NOT h.escalation_id IN (SELECT id FROM gone)
    AND NOT EXISTS (SELECT FROM tasks t WHERE t.run_id = $1 AND t.node = h.node AND NOT t.removed AND (t.status <> 'SKIPPED' OR t.resolved))
  RETURNING h.node
), unmarked AS (
  UPDATE tasks t SET held = false FROM away a WHERE t.run_id = $1 AND t.node = a.node
)
SELECT coalesce((SELECT array_agg(g.id::text) FROM gone g), '{}') AS ids, (SELECT count(*)::int FROM away) AS away`;

/**
 * What is asked about the work of these tasks is void: an edit began them anew or took them away, or they fell by it or by the choice of a branch.
 * What waited for the answer goes on. Under the run's gate, behind that change; `seq` is that of its event.
 */
export async function voidHolds(
  tx: Tx,
  head: RunHead,
  nodes: readonly number[],
  { seq, now }: { seq: number; now: Date },
): Promise<{ counts: TaskCounts; holds: number }> {
  if (head.holds === 0) return { counts: head.counts, holds: 0 };
  const [found] = await tx.query<{ ids: string[]; away: number }>({
    name: 'holds_void',
    text: VOID,
    values: [head.runId, nodes, now, seq],
  });
  const { ids, away } = found ?? { ids: [], away: 0 };
  const left = { ...head, holds: head.holds - away };
  return ids.length > 0 ? liftHolds(tx, left, ids, { now }) : { counts: head.counts, holds: left.holds };
}
