import { AppError } from '@/lib/errors';
import { isOverBudget } from '../budget/budget';
import { type HeadPatch, isActive, type NewEvent, type RunHead } from './head';

/** A decision about a run as a whole. `null`: nothing to do, the wish is the state already. */
export type ControlDecision = { patch: HeadPatch; events: NewEvent[]; cancelTasks?: true } | null;

const ended = (head: RunHead, wish: string): AppError =>
  new AppError('conflict', `The run has ended (${head.status}); it cannot be ${wish}.`);

export function decidePause(head: RunHead): ControlDecision {
  if (!isActive(head.status)) throw ended(head, 'paused');
  if (head.status === 'PAUSED') return null;
  return { patch: { status: 'PAUSED', statusReason: null }, events: [{ type: 'run.paused', data: { reason: null } }] };
}

export function decideResume(head: RunHead, blockThreshold: number): ControlDecision {
  if (!isActive(head.status)) throw ended(head, 'resumed');
  if (isOverBudget(head, blockThreshold)) {
    throw new AppError('conflict', 'The run has reached its budget. Raise the budget first, then resume.');
  }
  if (head.status !== 'PAUSED') return null;
  return {
    patch: { status: head.planned ? 'RUNNING' : 'PLANNING', statusReason: null },
    events: [{ type: 'run.resumed', data: {} }],
  };
}

export function decideCancel(head: RunHead): ControlDecision {
  if (head.status === 'CANCELLED') return null;
  if (!isActive(head.status)) throw ended(head, 'cancelled');
  const { total, succeeded, failed, skipped, cancelled } = head.counts;
  const closed = { total, pending: 0, ready: 0, running: 0, waiting: 0, succeeded, failed, skipped };
  return {
    patch: {
      status: 'CANCELLED',
      statusReason: null,
      holds: 0,
      counts: { ...closed, cancelled: cancelled + total - succeeded - failed - skipped - cancelled },
    },
    events: [{ type: 'run.cancelled', data: {} }],
    cancelTasks: true,
  };
}

/** A lower budget than what is spent pauses the run; a higher one waits for the operator's "resume". */
export function decideBudget(head: RunHead, budgetMicroUsd: number | null, blockThreshold: number): ControlDecision {
  const events: NewEvent[] = [
    { type: 'run.budget_changed', data: { budgetUsd: budgetMicroUsd === null ? null : budgetMicroUsd / 1_000_000 } },
  ];
  const running = head.status === 'RUNNING' || head.status === 'PLANNING';
  if (!running || !isOverBudget({ ...head, budgetMicroUsd }, blockThreshold)) return { patch: { budgetMicroUsd }, events };
  events.push({ type: 'run.paused', data: { reason: 'budget' } });
  return { patch: { budgetMicroUsd, status: 'PAUSED', statusReason: 'budget' }, events };
}
