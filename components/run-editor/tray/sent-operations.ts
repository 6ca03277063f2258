import type { EditOperation, TaskChanges } from '@/lib/contracts/edit';
import type { TaskDraft } from '@/lib/contracts/task';
import type { Step } from '../edit-state';

/** The operations of an edit as they are sent, and which step each came from: the last one, where several became one. */
export interface SentOperations {
  operations: EditOperation[];
  stepOf: number[];
}

/**
 * What is sent of the staged steps. Steps are as fine as the hand that made them; changes of one task that follow each other are one
 * operation, and what was set of a task just added is part of its addition, so that the history reads as it was meant.
 */
export function sentOperations(steps: readonly Pick<Step, 'operations'>[]): SentOperations {
  const operations: EditOperation[] = [];
  const stepOf: number[] = [];
  steps.forEach((step, index) => {
    for (const operation of step.operations) {
      const last = operations.at(-1);
      const merged = last && operation.op === 'updateTask' ? merge(last, operation) : null;
      if (merged) {
        operations[operations.length - 1] = merged;
        stepOf[operations.length - 1] = index;
      } else {
        operations.push(operation);
        stepOf.push(index);
      }
    }
  });
  return { operations, stepOf };
}

type Update = Extract<EditOperation, { op: 'updateTask' }>;

function merge(last: EditOperation, update: Update): EditOperation | null {
  if (last.op === 'updateTask' && last.key === update.key) return { ...last, changes: { ...last.changes, ...update.changes } };
  if (last.op === 'addTask' && last.task.key === update.key) return { ...last, task: withChanges(last.task, update.changes) };
  return null;
}

function withChanges(task: TaskDraft, changes: TaskChanges): TaskDraft {
  const entries = Object.entries({ ...task, ...changes }).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries) as TaskDraft;
}
