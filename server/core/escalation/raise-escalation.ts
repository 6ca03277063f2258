import { budgetSchema } from '@/lib/contracts/common';
import type { CreateEscalation, EscalationAction, EscalationSubject } from '@/lib/contracts/escalation';
import type { RunStatus } from '@/lib/contracts/run';
import type { TaskStatus } from '@/lib/contracts/task';
import { AppError, invalidInput } from '@/lib/errors';

/** The task that somebody asks about. */
export interface AskedTask {
  key: string;
  status: TaskStatus;
  removed: boolean;
}

type Raised = Pick<CreateEscalation, 'type' | 'taskKey' | 'context'>;

/**
 * What a question by somebody from outside acts on: what waits for its task, the run's budget, or nothing. Behind the end of a run nothing
 * waits: what is asked then is for the record, whatever task it names.
 * @throws conflict (nothing waits for the task any more), invalid_input (taskKey, context.requestedAmount)
 */
export function subjectOf(
  input: Raised,
  run: RunStatus,
  task: AskedTask | null,
): { subject: EscalationSubject; action: EscalationAction | null } {
  if (input.taskKey !== undefined) {
    if (!task || task.removed) throw invalidInput('taskKey', 'is no task of this run');
    if (run === 'SUCCEEDED' || run === 'CANCELLED') return { subject: 'none', action: null };
    if (task.status === 'SKIPPED' || task.status === 'CANCELLED')
      throw new AppError('conflict', `${task.key} is ${task.status}: nothing waits for it.`);
    return { subject: 'hold', action: null };
  }
  if (input.type !== 'budget_override') return { subject: 'none', action: null };
  return { subject: 'budget', action: askedAmount(input.context) };
}

function askedAmount(context: CreateEscalation['context']): EscalationAction | null {
  const amountUsd = context?.requestedAmount;
  if (typeof amountUsd !== 'number') return null;
  if (!budgetSchema.safeParse(amountUsd).success)
    throw invalidInput('context.requestedAmount', 'must be at least a micro-dollar, and at most 1,000,000');
  return { kind: 'raise_budget', amountUsd };
}
