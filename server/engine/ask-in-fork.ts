import type { LadderPolicy } from '@/server/core/escalation/policy';
import type { NewEvent, RunHead } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { appendEntry } from '@/server/repositories/escalation-repository';
import { type AskedThen, type HeldThen, holdFoundInCopy, readCopies } from '@/server/repositories/fork-questions-repository';
import { openHolding } from './hold-dependents';
import { saveHead } from './run-gate';

/**
 * What was asked about the tasks of a run is asked of its copy too: what waits for them waits there as well, for an answer of its own. Whoever
 * forks is there to be asked, so it begins with people. In the transaction that writes the copy; returns its head as it is then.
 */
export async function askInFork(
  tx: Tx,
  head: RunHead,
  { parentRunId, held }: { parentRunId: string; held: readonly HeldThen[] },
  { actor, now, policy }: { actor: string; now: Date; policy: LadderPolicy },
): Promise<RunHead> {
  if (held.length === 0) return head;
  const { runId } = head;
  const copies = await readCopies(tx, parentRunId, runId);
  let after = head;
  const events: NewEvent[] = [];
  for (const { asked, nodes } of held) {
    const { id: before, context, ...same } = asked;
    const question = { ...same, runId, context: inCopy(context, copies), epoch: null, subject: 'hold' as const, personal: true };
    const opened = await openHolding(tx, after, question, nodes, { seq: head.lastSeq + events.length + 1, now, policy });
    const { escalationId } = opened;
    if (asked.type === 'sensitive_data') await holdFoundInCopy(tx, runId, { before, escalationId });
    const body = 'Asked before, in the run that this one was forked from.';
    await appendEntry(tx, { escalationId, runId, kind: 'note', by: actor, body, data: { runId: parentRunId, escalationId: before }, now });
    after = { ...after, ...opened.patch };
    events.push(opened.event);
  }
  return saveHead(tx, head, { patch: after, events, actor, now });
}

/** Evidence names artifacts by their ids: here those of the copy. */
function inCopy(context: AskedThen['context'], copies: ReadonlyMap<string, string>): AskedThen['context'] {
  const revive = (_key: string, value: unknown): unknown => (typeof value === 'string' ? (copies.get(value) ?? value) : value);
  return JSON.parse(JSON.stringify(context), revive);
}
