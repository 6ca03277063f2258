import type { EditOperation } from '@/lib/contracts/edit';
import type { Issue } from '@/lib/errors';
import { operationWords, type TitleOf } from '@/lib/graph-edit/edit-words';
import type { SentOperations } from './sent-operations';

/** What keeps an edit from being applied, at the operation it belongs to. */
export interface EditProblem {
  /** The operation in words; null: of the edit as a whole. */
  where: string | null;
  message: string;
  /** The step to take out so that it goes; null: none. */
  step: number | null;
  /** The tasks that the operation is about: where one of them runs, aborting its call may be the way. */
  keys: string[];
}

export function problemsOf(issues: readonly Issue[], sent: SentOperations, titleOf: TitleOf): EditProblem[] {
  return issues.map(({ path, message }) => {
    const [root, number] = path.split('.');
    const index = Number(number);
    const operation = root === 'operations' && Number.isInteger(index) ? sent.operations[index] : undefined;
    return {
      where: operation ? operationWords(operation, titleOf) : null,
      message: message.charAt(0).toUpperCase() + message.slice(1),
      step: operation ? (sent.stepOf[index] ?? null) : null,
      keys: operation ? keysOf(operation) : [],
    };
  });
}

/** Tasks whose specification or dependencies an operation changes. */
function keysOf(operation: EditOperation): string[] {
  switch (operation.op) {
    case 'addTask':
      return [operation.task.key];
    case 'updateTask':
    case 'removeTask':
      return [operation.key];
    case 'addDependency':
    case 'removeDependency':
      return [operation.to];
    case 'createBranch':
      return [...operation.ifTrue, ...operation.ifFalse];
    case 'insertGate':
      return listOf(operation.after);
    case 'addParallelPath':
      return listOf(operation.before ?? []);
  }
}

const listOf = (keys: string | readonly string[]): string[] => (typeof keys === 'string' ? [keys] : [...keys]);
