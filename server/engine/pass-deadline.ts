import { type LadderStep, stepAtDeadline } from '@/server/core/escalation/ladder';
import type { LadderPolicy } from '@/server/core/escalation/policy';
import type { Tx } from '@/server/infra/db/tx';
import { type DueEscalation, readDueEscalations } from '@/server/repositories/deadline-repository';
import { findEscalation } from '@/server/repositories/escalation-repository';
import { enterTier } from './enter-tier';
import { lockHeadIfAny, saveHead } from './run-gate';
import { CLOCK, type EscalationWord, settleEscalation } from './settle-escalation';
import type { HeadFact } from './tick';

/** What is over its deadline, the longest overdue first. */
export const findDueEscalations = (tx: Tx, limit: number): Promise<DueEscalation[]> => readDueEscalations(tx, limit);

/**
 * What a deadline brings: the next tier, or the default decision. The row and the database's time are read behind the run's gate, so that it
 * comes once, however many workers saw that it was due, and never early. Null: it was not due any more.
 * @throws conflict (what it is about does not wait for it any more)
 */
export async function passDeadline(tx: Tx, due: DueEscalation, policy: LadderPolicy): Promise<HeadFact | null> {
  const locked = await lockHeadIfAny(tx, due.runId);
  const asked = locked && (await findEscalation(tx, due.id));
  const step = asked && stepAtDeadline(asked, policy, locked.now);
  if (!step) return null;
  const { head, now } = locked;
  if (step.kind === 'decided') {
    const saved = await settleEscalation(tx, { head, now }, asked, wordOf(step), policy);
    return { runId: saved.runId, seq: saved.lastSeq, status: saved.status };
  }
  const event = await enterTier(tx, asked, { ...step, by: CLOCK }, { now, policy });
  const saved = await saveHead(tx, head, { patch: {}, events: [event], actor: CLOCK, now });
  return { runId: saved.runId, seq: saved.lastSeq, status: saved.status };
}

function wordOf({ decision }: Extract<LadderStep, { kind: 'decided' }>): EscalationWord {
  return { status: 'AUTO_DECIDED', decision, by: CLOCK, note: null, conditions: [], action: null };
}
