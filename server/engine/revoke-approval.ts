import { fromMicroUsd, toMicroUsd } from '@/lib/contracts/common';
import { isOverBudget } from '@/server/core/budget/budget';
import type { LadderPolicy } from '@/server/core/escalation/policy';
import { revokeBlock } from '@/server/core/escalation/revoke';
import { type HeadPatch, mayClaim, type NewEvent, type RunHead } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { appendEntry, type EscalationRow, markRevoked } from '@/server/repositories/escalation-repository';
import { openHolding } from './hold-dependents';
import { type AskedQuestion, openEscalation } from './open-escalation';
import { saveHead } from './run-gate';

// The task, and whatever below it has begun: what has not waits for one of these, however far down it stands.
const BEGUN = `
WITH RECURSIVE below AS (
  SELECT t.node, t.next FROM tasks t WHERE t.run_id = $1 AND t.node = $2 AND NOT t.removed
  UNION
  SELECT t.node, t.next FROM below b CROSS JOIN LATERAL unnest(b.next) n(node) JOIN tasks t ON t.run_id = $1 AND t.node = n.node
  WHERE NOT t.removed AND t.status IN ('RUNNING', 'WAITING', 'SUCCEEDED', 'FAILED')
)
SELECT node FROM below ORDER BY node`;

const STANDS = `SELECT 1 AS one FROM tasks WHERE run_id = $1 AND node = $2 AND NOT removed AND (status <> 'SKIPPED' OR resolved)`;

/**
 * An approval is taken back: what has not happened yet is stopped, money that was granted is taken back, and people are asked anew. Under the
 * run's gate, with the row read behind it. Returns the head as it is saved. @throws conflict (no approval, too late, its task is gone)
 */
export async function revokeApproval(
  tx: Tx,
  { head, now }: { head: RunHead; now: Date },
  asked: EscalationRow,
  word: { by: string; reason: string },
  policy: LadderPolicy,
): Promise<RunHead> {
  const isGone =
    asked.node !== null && (await tx.query({ name: 'revoke_stands', text: STANDS, values: [head.runId, asked.node] })).length === 0;
  const blocked = revokeBlock(asked, { status: head.status, isGone }, now);
  if (blocked) throw blocked;
  const { by, reason } = word;
  const at = asked.node === null ? {} : { node: asked.node };
  const revoked: NewEvent = { type: 'escalation.revoked', ...at, data: { escalationId: asked.id, by, reason } };
  await markRevoked(tx, asked.id, { by, now });
  await appendEntry(tx, { escalationId: asked.id, runId: head.runId, kind: 'revoked', by, body: reason, now });
  const money = takeBack(head, asked, policy.blockThreshold);
  const question = await askAnew(tx, { ...head, ...money.patch }, asked, word, {
    ...{ seq: head.lastSeq + 2 + money.events.length, now, policy },
  });
  const patch = { ...money.patch, ...question.patch };
  return saveHead(tx, head, { patch, events: [revoked, ...money.events, question.event], actor: by, now });
}

/** What was granted is granted no longer; a run that has spent more than what is left stands still. */
function takeBack(head: RunHead, { action }: EscalationRow, blockThreshold: number): { patch: HeadPatch; events: NewEvent[] } {
  if (!action || head.budgetMicroUsd === null) return { patch: {}, events: [] };
  const budgetMicroUsd = Math.max(0, head.budgetMicroUsd - toMicroUsd(action.amountUsd));
  const events: NewEvent[] = [{ type: 'run.budget_changed', data: { budgetUsd: fromMicroUsd(budgetMicroUsd) } }];
  if (!mayClaim(head.status) || !isOverBudget({ ...head, budgetMicroUsd }, blockThreshold)) return { patch: { budgetMicroUsd }, events };
  events.push({ type: 'run.paused', data: { reason: 'budget' } });
  return { patch: { budgetMicroUsd, status: 'PAUSED', statusReason: 'budget' }, events };
}

/** Of people, whoever had approved it. About a task it holds what has not begun, wherever that stands below. */
async function askAnew(
  tx: Tx,
  head: RunHead,
  asked: EscalationRow,
  { by, reason }: { by: string; reason: string },
  place: { seq: number; now: Date; policy: LadderPolicy },
): Promise<{ event: NewEvent; patch: HeadPatch }> {
  const { runId, node, taskKey, type, priority, title, description, action, askedBy } = asked;
  const context = { ...asked.context, revoked: { by, reason, escalationId: asked.id } };
  const question: AskedQuestion = {
    ...{ runId, node, taskKey, epoch: null, type, priority, title, description, context, action, askedBy },
    ...{ subject: node === null ? asked.subject : 'hold', personal: true, retryOf: asked.id },
  };
  if (node === null) return { event: (await openEscalation(tx, question, place)).event, patch: {} };
  const begun = await tx.query<{ node: number }>({ name: 'revoke_begun', text: BEGUN, values: [runId, node] });
  return openHolding(
    tx,
    head,
    question,
    begun.map((row) => row.node),
    place,
  );
}
