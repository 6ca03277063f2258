import type { EscalationAction, EscalationDecision, EscalationStatus, EscalationSubject } from '@/lib/contracts/escalation';
import { judgementByPerson, lateDecision } from '@/server/core/escalation/decide-escalation';
import type { LadderPolicy } from '@/server/core/escalation/policy';
import { afterCounts, mayClaim, type NewEvent, type RunHead } from '@/server/core/run/head';
import { reviveRun } from '@/server/core/run/revive-run';
import type { Tx } from '@/server/infra/db/tx';
import { appendEntry, closeEscalation, type EscalationRow } from '@/server/repositories/escalation-repository';
import { enqueueNotification } from '@/server/repositories/notification-repository';
import { decideFound } from '@/server/repositories/quarantine-repository';
import { answerAgent } from './agent-question';
import { answerRuling } from './answer-ruling';
import { askAgain } from './ask-again';
import { askForBudget } from './ask-for-budget';
import { catchUpVirtualTime } from './catch-up';
import { liftHolds } from './hold-dependents';
import { findWaitingTask } from './resume-task';
import { saveHead } from './run-gate';
import { settleBudget } from './settle-budget';
import { pauseForWant, settleHold, settleLetter, settleNone } from './settle-held';
import type { Followed } from './settle-ruling';

/** Who speaks where nobody else has in time. */
export const CLOCK = 'clock';

/** A decision, whoever makes it: a person, a lead or the clock. */
export interface EscalationWord {
  status: Extract<EscalationStatus, 'APPROVED' | 'APPROVED_WITH_CONDITIONS' | 'REJECTED' | 'AUTO_DECIDED'>;
  decision: EscalationDecision;
  /** As the event log names callers; `lead:<role>` or `clock`. */
  by: string;
  note: string | null;
  conditions: string[];
  /** What is approved where something was asked for. */
  action: EscalationAction | null;
}

export interface WordPlace {
  /** Of the first event that follows. */
  seq: number;
  now: Date;
  policy: LadderPolicy;
}

/** What a word does to what it is about. Null: that does not wait for it any more. Under the run's gate. */
type Effect = (tx: Tx, head: RunHead, asked: EscalationRow, word: EscalationWord, place: WordPlace) => Promise<Followed | null>;

const EFFECTS: Record<EscalationSubject, Effect> = {
  ruling: answerWaitingRuling,
  tool: answerAgent,
  hold: settleHold,
  letter: settleLetter,
  budget: settleBudget,
  none: settleNone,
};

async function answerWaitingRuling(tx: Tx, head: RunHead, asked: EscalationRow, word: EscalationWord, place: WordPlace) {
  const { node, epoch } = asked;
  const task = node === null || epoch === null ? null : await findWaitingTask(tx, head.runId, node, epoch);
  if (!task) return null;
  const judgement = judgementByPerson(asked.context, word.decision === 'approve' || word.decision === 'retry');
  const by = word.by === CLOCK ? null : word.by;
  return answerRuling(tx, head, task, { judgement, word: { by, note: word.note }, ...place });
}

/** What was found is shown once somebody has approved it; a pause decides nothing. */
async function settleFound(tx: Tx, escalationId: string, decision: EscalationDecision): Promise<void> {
  if (decision !== 'pause') await decideFound(tx, escalationId, decision === 'approve' ? 'released' : 'kept');
}

/**
 * The one place where an escalation ends by a word. Under its run's gate (`head`), with the row read behind it: the first word wins.
 * Returns the head as it is saved.
 * @throws conflict (already decided, void, or its run has ended)
 */
export async function settleEscalation(
  tx: Tx,
  { head, now }: { head: RunHead; now: Date },
  asked: EscalationRow,
  word: EscalationWord,
  policy: LadderPolicy,
): Promise<RunHead> {
  const early = lateDecision(asked, head.status, true);
  if (early) throw early;
  const effect = word.decision === 'pause' ? pauseForWant : EFFECTS[asked.subject];
  const followed = await effect(tx, head, asked, word, { seq: head.lastSeq + 2, now, policy });
  const late = lateDecision(asked, head.status, followed !== null);
  if (late || !followed) throw late ?? new Error('unreachable: what does not stand is late');
  const { status, decision, by, note, conditions } = word;
  const holdsOn = decision === 'pause';
  const decided: NewEvent = {
    type: 'escalation.decided',
    ...(asked.node === null ? {} : { node: asked.node }),
    data: {
      escalationId: asked.id,
      status,
      by,
      note,
      decision,
      ...(conditions.length > 0 ? { conditions } : {}),
      ...(holdsOn ? { holdsOn } : {}),
    },
  };
  if (asked.type === 'sensitive_data') await settleFound(tx, asked.id, decision);
  const change = await lift(tx, head, asked, followed, { holdsOn, now, policy });
  const saved = await saveHead(tx, head, { patch: change.patch, events: [decided, ...change.events], actor: by, now });
  if (mayClaim(saved.status)) await catchUpVirtualTime(tx, head.runId);
  const granted = status === 'APPROVED' || status === 'APPROVED_WITH_CONDITIONS';
  const revocableUntil = granted ? new Date(now.getTime() + policy.revokeSeconds * 1_000) : null;
  await closeEscalation(tx, asked.id, { status, decision, note, conditions, by, at: now, seq: head.lastSeq + 1, revocableUntil });
  await appendEntry(tx, { escalationId: asked.id, runId: head.runId, kind: 'decided', by, body: note, data: { status, decision }, now });
  // Who was asked is told how it ended; what agents settle among themselves was told to nobody.
  if (asked.tier === 'HUMAN') await enqueueNotification(tx, { kind: 'decided', escalationId: asked.id, runId: head.runId, now });
  const goesOn = !mayClaim(head.status) && mayClaim(saved.status);
  return goesOn ? askAgain(tx, saved, { actor: by, now, policy }) : saved;
}

/** What waited for the word goes on, and the run may have ended by it; one that its budget stops on the way asks for more of it. */
async function lift(
  tx: Tx,
  head: RunHead,
  asked: EscalationRow,
  { patch, events }: Followed,
  { holdsOn, now, policy }: { holdsOn: boolean; now: Date; policy: LadderPolicy },
): Promise<Followed> {
  const before = { ...head, ...patch };
  const lifted = holdsOn || head.holds === 0 ? {} : await liftHolds(tx, before, [asked.id], { now });
  const after = { ...before, ...lifted };
  // Conditions of the approval stand in the graph already.
  const goesOn = after.counts.ready > 0 ? reviveRun(after, 'conditions', policy.blockThreshold) : { patch: {}, events: [] };
  const end = afterCounts({ ...after, ...goesOn.patch }, after.counts);
  const change = { patch: { ...patch, ...lifted, ...goesOn.patch, ...end.patch }, events: [...events, ...goesOn.events, ...end.events] };
  if (asked.subject === 'budget') return change;
  // Its seq is behind that of the decision.
  return askForBudget(tx, { ...head, lastSeq: head.lastSeq + 1 }, change, { now, policy });
}
