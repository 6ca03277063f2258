import type { EditOperation, EditOperationInput } from '@/lib/contracts/edit';
import { mergeUpdates } from '@/lib/graph-edit/merge-updates';
import type { Step } from '../edit-state';

/** The operations of an edit as they are sent, and which step each came from: the last one, where several became one. */
export interface SentOperations {
  operations: EditOperation[];
  stepOf: number[];
}

/** What is sent of the staged steps. Steps are as fine as the hand that made them; the history reads as it was meant. */
export function sentOperations(steps: readonly Pick<Step, 'operations'>[]): SentOperations {
  const operations = mergeUpdates(steps.flatMap((step) => step.operations)) as EditOperation[];
  const stepOf = operations.map((operation) => {
    const key = changedKey(operation);
    return steps.findLastIndex((step) =>
      step.operations.some((staged) => staged === operation || (key !== null && staged.op === 'updateTask' && staged.key === key)),
    );
  });
  return { operations, stepOf: stepOf.map((step, index) => (step >= 0 ? step : firstStep(steps, operations[index]))) };
}

/** The task that an operation sets something of. */
const changedKey = (operation: EditOperationInput): string | null =>
  operation.op === 'updateTask' || operation.op === 'createBranch' ? operation.key : operation.op === 'addTask' ? operation.task.key : null;

const firstStep = (steps: readonly Pick<Step, 'operations'>[], operation: EditOperation | undefined): number =>
  steps.findIndex((step) => step.operations.some((staged) => staged.op === operation?.op && changedKey(staged) === changedKey(operation)));
