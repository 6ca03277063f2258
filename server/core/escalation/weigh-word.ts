import { fromMicroUsd, toMicroUsd } from '@/lib/contracts/common';
import type { DecideEscalation, EscalationAction } from '@/lib/contracts/escalation';
import { AppError, invalidInput } from '@/lib/errors';

export interface GivenVote {
  voter: string;
  status: string;
  conditions: readonly string[];
}

export interface WeighedAsked {
  action: EscalationAction | null;
  approvalsNeeded: number;
}

/** What a word comes to with those that were given before it. */
export interface Weighed {
  /** Null: more approvals are needed. */
  settles: 'APPROVED' | 'APPROVED_WITH_CONDITIONS' | 'REJECTED' | null;
  /** Of all who approved, each once. */
  conditions: string[];
  action: EscalationAction | null;
  /** Something else is approved than before: who approved that has to say so again. */
  restarts: boolean;
  approvals: number;
}

/** One rejection decides; approvals add up. */
export function weighWord(
  asked: WeighedAsked,
  votes: readonly GivenVote[],
  word: Pick<DecideEscalation, 'status' | 'conditions' | 'action'>,
): Weighed {
  if (word.status === 'REJECTED') return { settles: 'REJECTED', conditions: [], action: asked.action, restarts: false, approvals: 0 };
  const action = word.action ?? asked.action;
  const restarts = votes.length > 0 && action?.amountUsd !== asked.action?.amountUsd;
  const counted = restarts ? [] : votes.filter(({ status }) => status !== 'REJECTED');
  const approvals = counted.length + 1;
  const conditions = [...new Set([...counted.flatMap((vote) => vote.conditions), ...(word.conditions ?? [])])];
  const approved = conditions.length > 0 ? 'APPROVED_WITH_CONDITIONS' : 'APPROVED';
  return { settles: approvals >= asked.approvalsNeeded ? approved : null, conditions, action, restarts, approvals };
}

/** @throws invalid_input (conditions, action) */
export function checkWord({ status, conditions = [], action }: Pick<DecideEscalation, 'status' | 'conditions' | 'action'>): void {
  if (status === 'APPROVED_WITH_CONDITIONS' && conditions.length === 0) {
    throw invalidInput('conditions', 'an approval with conditions needs at least one');
  }
  if (status !== 'APPROVED_WITH_CONDITIONS' && conditions.length > 0) {
    throw invalidInput('conditions', 'only APPROVED_WITH_CONDITIONS takes conditions');
  }
  const blank = conditions.findIndex((one) => one.trim() === '');
  if (blank >= 0) throw invalidInput(`conditions.${blank}`, 'must not be blank');
  if (status === 'REJECTED' && action) throw invalidInput('action', 'only an approval takes an action');
}

/** What somebody approves instead of what was asked for must be of its kind, and enough. @throws invalid_input (action) */
export function checkAction(
  asked: WeighedAsked,
  edited: EscalationAction | undefined,
  run: { budgetMicroUsd: number | null; spentMicroUsd: number },
): void {
  if (!edited) return;
  if (!asked.action) throw invalidInput('action', 'nothing was asked for that could be changed');
  if (edited.kind !== asked.action.kind) throw invalidInput('action.kind', `must be ${asked.action.kind}, as it was asked for`);
  if (run.budgetMicroUsd === null) throw invalidInput('action', 'the run has no budget');
  const after = run.budgetMicroUsd + toMicroUsd(edited.amountUsd);
  if (after <= run.spentMicroUsd) {
    const usd = (micro: number) => `$${fromMicroUsd(micro)}`;
    throw invalidInput(
      'action.amountUsd',
      `must lift the budget (${usd(run.budgetMicroUsd)}) above what is spent already (${usd(run.spentMicroUsd)})`,
    );
  }
}

/** Somebody has spoken between the look and the lock. */
export class Moved extends Error {}

export const movedTooFast = () => new AppError('conflict', 'Others decide about this at the same time. Try again.', [], 1);
