import { fromMicroUsd } from '@/lib/contracts/common';
import type { EditableTask } from '@/lib/contracts/edit';
import type { EscalationAction } from '@/lib/contracts/escalation';
import type { Expectation } from '../forecast/expect-task';
import type { RunHead } from '../run/head';
import { isOverBudget } from './budget';

/** Tasks that have not ended, all of one role, tier and kind together. */
export interface ToCome extends Pick<EditableTask, 'role' | 'tier' | 'kind' | 'gate'> {
  count: number;
  /** What those under way have come to so far. */
  soFarUsd: number;
}

/** What is asked for where a run's budget does not suffice. */
export interface BudgetQuestion {
  title: string;
  description: string;
  context: { currentSpend: number; requestedAmount: number; budgetLimit: number; expectedRest: number | null; tasksToCome: number };
  action: EscalationAction;
}

const MOST_USD = 1_000_000;
const LEAST_USD = 0.01;

/** What is left to pay, where like tasks of this installation were measured for all of it; else null. */
export function expectedRest(toCome: readonly ToCome[], expect: (task: ToCome) => Expectation): number | null {
  let sum = 0;
  for (const tasks of toCome) {
    const { costUsd, measured } = expect(tasks);
    if (measured === false) return null;
    sum += Math.max(0, costUsd * tasks.count - tasks.soFarUsd);
  }
  return sum;
}

/**
 * Asks for what the rest is expected to cost, else for half the budget; in any case for enough to go on.
 * @param rest US dollars; null: nobody knows
 */
export function budgetQuestion(
  head: Pick<RunHead, 'spentMicroUsd' | 'budgetMicroUsd'>,
  { rest, tasksToCome, blockThreshold }: { rest: number | null; tasksToCome: number; blockThreshold: number },
): BudgetQuestion {
  const spent = fromMicroUsd(head.spentMicroUsd);
  const limit = fromMicroUsd(head.budgetMicroUsd ?? 0);
  const owed = spent / blockThreshold - limit;
  const wanted = rest !== null && rest > 0 ? (spent + rest) / blockThreshold - limit : Math.max(0, owed) + limit / 2;
  const amountUsd = roundedUp(Math.max(wanted, owed + limit / 100, Math.min(LEAST_USD, limit)));
  const over = isOverBudget(head, blockThreshold);
  const left = rest === null ? 'What is left to do has not been measured yet.' : `What is left is expected to cost ${usd(rest)}.`;
  return {
    title: over ? `The run has reached its budget of ${usd(limit)}` : `The run is expected to cost more than its budget of ${usd(limit)}`,
    description: over
      ? `It has spent ${usd(spent)} of ${usd(limit)} and stands still; ${tasks(tasksToCome)} left. ${left} Approving raises the budget by ${usd(amountUsd)} and the run goes on; refused, it stays paused.`
      : `It has spent ${usd(spent)} of ${usd(limit)} and has not begun; ${tasks(tasksToCome)} to do. ${left} Approving raises the budget by ${usd(amountUsd)} and the run begins; refused, it stays paused.`,
    context: { currentSpend: spent, requestedAmount: amountUsd, budgetLimit: limit, expectedRest: rest, tasksToCome },
    action: { kind: 'raise_budget', amountUsd },
  };
}

/** Two figures are enough to decide by. */
function roundedUp(amount: number): number {
  const unit = 10 ** (Math.floor(Math.log10(amount)) - 1);
  const rounded = Math.ceil(amount / unit - 1e-9) * unit;
  return Math.min(MOST_USD, Number(rounded.toPrecision(6)));
}

const tasks = (count: number): string => (count === 1 ? '1 task is' : `${count} tasks are`);

/** Small sums keep two figures. */
function usd(amount: number): string {
  return `$${amount >= 0.1 || amount === 0 ? amount.toFixed(2) : amount.toPrecision(2)}`;
}
