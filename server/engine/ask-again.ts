import type { LadderPolicy } from '@/server/core/escalation/policy';
import { mayClaim, type NewEvent, type RunHead } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { type EscalationRow, findEscalation } from '@/server/repositories/escalation-repository';
import { findUnanswered } from '@/server/repositories/unanswered-repository';
import { openHolding } from './hold-dependents';
import { openEscalation } from './open-escalation';
import { saveHead } from './run-gate';

/**
 * A run goes on that had stood still because nobody decided: what waited for the decision waits still, so people are asked again, each question
 * by a new one that holds what the old one held. In the transaction that lets the run go on, behind its save. Returns the head as it is then.
 */
export async function askAgain(
  tx: Tx,
  head: RunHead,
  { actor, now, policy }: { actor: string; now: Date; policy: LadderPolicy },
): Promise<RunHead> {
  if (!mayClaim(head.status)) return head;
  let after = head;
  const events: NewEvent[] = [];
  for (const { id, holds } of await findUnanswered(tx, head.runId)) {
    const before = await findEscalation(tx, id);
    if (!before) continue;
    const place = { seq: head.lastSeq + events.length + 1, now, policy };
    const asked = askedAnew(before);
    if (holds.length > 0) {
      const { event, patch } = await openHolding(tx, after, asked, holds, place);
      after = { ...after, ...patch };
      events.push(event);
    } else events.push((await openEscalation(tx, asked, place)).event);
  }
  if (events.length === 0) return head;
  return saveHead(tx, head, { patch: after, events, actor, now });
}

/** Whoever lets a run go on is there to be asked: it begins with people. */
function askedAnew(before: EscalationRow) {
  const { id, runId, node, taskKey, epoch, type, subject, priority, title, description, context, action, askedBy } = before;
  const same = { runId, node, taskKey, epoch, type, subject, priority, title, description, context, action, askedBy };
  return { ...same, personal: true, retryOf: id };
}
