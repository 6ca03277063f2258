import { useState } from 'react';
import { toast } from '@/components/ui/toast';
import type { EditOperation } from '@/lib/contracts/edit';
import type { EditState, StageInput } from './edit-state';
import type { EditStore } from './edit-store';

/** A step that can be had only if calls in flight are aborted: which. */
export interface AbortQuestion {
  input: StageInput;
  running: readonly string[];
}

/** Stages a step, asks where a running task would be aborted, and says why where it cannot be. */
export function usePerform(store: EditStore) {
  const [question, setQuestion] = useState<AbortQuestion | null>(null);
  const perform = (input: StageInput) => {
    const running = runningAround(store.get(), input.operations);
    if (running.length > 0 && !store.probe({ operations: input.operations }).ok) {
      const outcome = store.probe({ operations: input.operations, cancelRunning: running });
      if (outcome.ok && outcome.result.diff.aborted.length > 0) {
        setQuestion({ input, running: outcome.result.diff.aborted });
        return;
      }
    }
    const [issue] = store.stage(input);
    if (issue) toast.error('Not possible', { description: issue.message });
  };
  const answer = (abort: boolean) => {
    setQuestion(null);
    if (abort && question) store.stage({ ...question.input, cancelRunning: question.running });
  };
  return { perform, question, answer };
}

/** Running tasks that operations name, and those that wait for what they name. */
export function runningAround({ draft }: EditState, operations: readonly EditOperation[]): string[] {
  const named = new Set(operations.flatMap(keysOf));
  return draft.tasks
    .filter(({ key, status, dependsOn }) => status === 'RUNNING' && (named.has(key) || dependsOn.some((from) => named.has(from))))
    .map((task) => task.key);
}

const list = (keys: string | readonly string[] | undefined): readonly string[] =>
  keys === undefined ? [] : typeof keys === 'string' ? [keys] : keys;

function keysOf(operation: EditOperation): readonly string[] {
  switch (operation.op) {
    case 'addTask':
      return [];
    case 'updateTask':
    case 'removeTask':
      return [operation.key];
    case 'addDependency':
    case 'removeDependency':
      return [operation.to];
    case 'createBranch':
      return [...operation.ifTrue, ...operation.ifFalse];
    case 'insertGate':
      return list(operation.after);
    case 'addParallelPath':
      return list(operation.before);
  }
}
