import { fromMicroUsd, toMicroUsd } from '@/lib/contracts/common';
import { isOverBudget } from '@/server/core/budget/budget';
import type { NewEvent, RunHead } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import type { EscalationRow } from '@/server/repositories/escalation-repository';
import { openBudgetQuestion } from './ask-for-budget';
import type { EscalationWord, WordPlace } from './settle-escalation';
import type { Followed } from './settle-ruling';

/** Budgets, of the run or of what was asked for, are at most this (the contract's bound). */
const MOST_MICRO_USD = toMicroUsd(1_000_000);

/**
 * Approved, the budget is raised, and a run that its budget had paused goes on. Calls in flight may have cost more than that by now: then it
 * is asked again. Refused, a run that stands still goes on standing still.
 */
export async function settleBudget(tx: Tx, head: RunHead, asked: EscalationRow, word: EscalationWord, place: WordPlace): Promise<Followed> {
  const action = word.decision === 'approve' ? (word.action ?? asked.action) : null;
  const patch: Followed['patch'] = {};
  const events: NewEvent[] = [];
  if (action && head.budgetMicroUsd !== null) {
    patch.budgetMicroUsd = Math.min(MOST_MICRO_USD, head.budgetMicroUsd + toMicroUsd(action.amountUsd));
    events.push({ type: 'run.budget_changed', data: { budgetUsd: fromMicroUsd(patch.budgetMicroUsd) } });
  }
  const stands = head.status === 'PAUSED' && (head.statusReason === 'budget' || head.statusReason === 'budget_forecast');
  if (word.decision === 'reject' || !stands) return { patch, events };
  if (isOverBudget({ ...head, ...patch }, place.policy.blockThreshold)) {
    if (word.decision !== 'approve') return { patch, events };
    const again = { ...place, seq: place.seq + events.length, retryOf: asked.id };
    return { patch, events: [...events, await openBudgetQuestion(tx, { ...head, ...patch }, again)] };
  }
  events.push({ type: 'run.resumed', data: {} });
  return { patch: { ...patch, status: head.planned ? 'RUNNING' : 'PLANNING', statusReason: null }, events };
}
