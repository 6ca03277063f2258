import { type CreateEscalation, type EscalationAction, type EscalationSubject, escalationActionSchema } from '@/lib/contracts/escalation';
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
 * What a question by somebody from outside acts on: what waits for its task, the run's budget, or nothing.
 * @throws conflict (the run has ended, or nothing waits for the task any more), invalid_input (taskKey, context.requestedAmount)
 */
export function subjectOf(
  input: Raised,
  run: RunStatus,
  task: AskedTask | null,
): { subject: EscalationSubject; action: EscalationAction | null } {
  if (run === 'SUCCEEDED' || run === 'CANCELLED')
    throw new AppError('conflict', `The run has ended (${run}): nothing waits for an answer.`);
  if (input.taskKey !== undefined) {
    if (!task || task.removed) throw invalidInput('taskKey', 'is no task of this run');
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
  const action = escalationActionSchema.safeParse({ kind: 'raise_budget', amountUsd });
  if (!action.success) throw invalidInput('context.requestedAmount', 'must be more than 0, and at most 1,000,000');
  return action.data;
}
