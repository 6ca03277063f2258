import type { LadderPolicy } from '@/server/core/escalation/policy';
import { type HeadPatch, isActive, type NewEvent, type RunHead } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { findEscalation } from '@/server/repositories/escalation-repository';
import { findHeldUnasked, holdFoundAgain } from '@/server/repositories/quarantine-repository';
import { openHolding } from './hold-dependents';
import { type AskedQuestion, openEscalation } from './open-escalation';
import { saveHead } from './run-gate';

/**
 * What is kept back stays masked for good where the question about it has become void and its artifact counts again: a rewind went forward, or back
 * to between the two; or a copy was made since. It is asked anew. Under the run's gate, behind what made it count. Returns the head as it is then.
 */
export async function askAboutHeld(
  tx: Tx,
  head: RunHead,
  { actor, now, policy }: { actor: string; now: Date; policy: LadderPolicy },
): Promise<RunHead> {
  const { runId } = head;
  let patch: HeadPatch = {};
  const events: NewEvent[] = [];
  for (const { escalationId, artifacts } of await findHeldUnasked(tx, runId)) {
    const before = await findEscalation(tx, escalationId);
    if (!before) continue;
    const { node, taskKey, type, subject, priority, title, description, context, askedBy } = before;
    const asked: AskedQuestion = {
      ...{ runId, node, taskKey, epoch: null, type, subject, priority, title, description, askedBy, personal: true },
      context: { ...context, artifacts: artifacts.map((artifact) => ({ ...artifact, taskKey })) },
    };
    const place = { seq: head.lastSeq + events.length + 1, now, policy };
    const opened =
      node === null || !isActive(head.status)
        ? { ...(await openEscalation(tx, asked, place)), patch: {} }
        : await openHolding(tx, { ...head, ...patch }, asked, [node], place);
    // A copy has a question of its own; the run itself takes its copies along.
    await holdFoundAgain(tx, escalationId, opened.escalationId, before.runId === runId ? null : runId);
    patch = { ...patch, ...opened.patch };
    events.push(opened.event);
  }
  return events.length === 0 ? head : saveHead(tx, head, { patch, events, actor, now });
}
