import type { DecideEscalation } from '@/lib/contracts/escalation';
import { actorOf, auditActorOf, type Caller } from '@/server/core/access/caller';
import { lateDecision } from '@/server/core/escalation/decide-escalation';
import { refusalOf } from '@/server/core/escalation/may-decide';
import type { LadderPolicy } from '@/server/core/escalation/policy';
import { checkAction, Moved, type Weighed, weighWord } from '@/server/core/escalation/weigh-word';
import type { NewEvent, RunHead } from '@/server/core/run/head';
import { lockHead, saveHead } from '@/server/engine/run-gate';
import { settleEscalation } from '@/server/engine/settle-escalation';
import type { Tx } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { appendEntry, type EscalationRow, findEscalation } from '@/server/repositories/escalation-repository';
import { changeAction, insertVote, readVotes, type Vote } from '@/server/repositories/escalation-vote-repository';
import { noSuchEscalation } from './get-escalation';

type Input = Pick<DecideEscalation, 'status' | 'note' | 'conditions' | 'action'>;

/** Somebody's word about an escalation. */
export interface Word {
  escalationId: string;
  input: Input;
  caller: Caller;
  policy: LadderPolicy;
  /** What it was seen to come to before the gate was passed: only this is written. */
  expected: Weighed;
}

/** @throws conflict, forbidden */
export function refuseWord(
  asked: EscalationRow,
  votes: readonly Vote[],
  run: Pick<RunHead, 'status'>,
  { caller, input }: Pick<Word, 'caller' | 'input'>,
): void {
  const late = lateDecision(asked, run.status, true);
  if (late) throw late;
  const wants = input.status === 'REJECTED' ? 'reject' : 'approve';
  const refusal = refusalOf(caller, { ...asked, delegated: asked.assignedBy !== null, votes }, wants);
  if (refusal) throw refusal;
}

/**
 * Passes the run's gate and writes the word: it settles, or is kept until enough have approved. Returns the run's last seq.
 * @throws Moved (it comes to something else by now), conflict, forbidden, invalid_input (action)
 */
export async function applyWord(tx: Tx, runId: string, word: Word): Promise<number> {
  const { head, now } = await lockHead(tx, runId);
  const asked = await findEscalation(tx, word.escalationId);
  if (!asked) throw noSuchEscalation();
  const votes = await readVotes(tx, asked.id);
  refuseWord(asked, votes, head, word);
  const { input, caller } = word;
  checkAction(asked, input.action, head);
  const weighed = weighWord(asked, votes, input);
  const isExpected = weighed.settles === word.expected.settles && weighed.conditions.join('\n') === word.expected.conditions.join('\n');
  if (!isExpected) throw new Moved();
  const by = actorOf(caller);
  const note = input.note ?? null;
  if (input.action && weighed.action && input.action.amountUsd !== asked.action?.amountUsd) {
    await changeAction(tx, asked.id, weighed.action);
    const body = `Asked for: $${asked.action?.amountUsd ?? 0}. Approved instead: $${weighed.action.amountUsd}.`;
    await appendEntry(tx, { escalationId: asked.id, runId, kind: 'note', by, body, data: { action: weighed.action }, now });
  }
  if (asked.approvalsNeeded > 1) {
    const vote = { escalationId: asked.id, runId, voter: by, status: input.status, note, conditions: input.conditions ?? [], now };
    await insertVote(tx, vote);
  }
  const saved = weighed.settles
    ? await settle(tx, { head, now }, asked, { ...word, weighed, by, note })
    : await keep(tx, { head, now }, asked, { weighed, by, note, input });
  await appendAudit(tx, auditActorOf(caller), {
    action: weighed.settles ? 'escalation.decide' : 'escalation.vote',
    target: { kind: 'escalation', id: asked.id, name: asked.title },
    before: { status: 'OPEN', ...(input.action ? { action: asked.action } : {}) },
    after: {
      ...{ status: weighed.settles ?? 'OPEN', runId, taskKey: asked.taskKey },
      ...(weighed.conditions.length > 0 ? { conditions: weighed.conditions } : {}),
      ...(input.action ? { action: weighed.action } : {}),
    },
    reason: note,
  });
  return saved.lastSeq;
}

type Spoken = { weighed: Weighed; by: string; note: string | null };

function settle(
  tx: Tx,
  at: { head: RunHead; now: Date },
  asked: EscalationRow,
  { weighed, by, note, policy }: Spoken & { policy: LadderPolicy },
): Promise<RunHead> {
  const { settles, conditions, action } = weighed;
  if (!settles) throw new Error('unreachable: nothing is settled yet');
  const decision = settles === 'REJECTED' ? 'reject' : 'approve';
  return settleEscalation(tx, at, { ...asked, action }, { status: settles, decision, by, note, conditions, action }, policy);
}

/** One approval of several: it stays open, and goes on holding what it holds. */
async function keep(
  tx: Tx,
  { head, now }: { head: RunHead; now: Date },
  asked: EscalationRow,
  { weighed, by, note, input }: Spoken & { input: Input },
): Promise<RunHead> {
  const data = { status: input.status, given: weighed.approvals, needed: asked.approvalsNeeded };
  await appendEntry(tx, { escalationId: asked.id, runId: head.runId, kind: 'vote', by, body: note, data, now });
  const event: NewEvent = {
    type: 'escalation.decided',
    ...(asked.node === null ? {} : { node: asked.node }),
    data: { escalationId: asked.id, status: 'OPEN', by, note, decision: 'approve' },
  };
  return saveHead(tx, head, { patch: {}, events: [event], actor: by, now });
}
