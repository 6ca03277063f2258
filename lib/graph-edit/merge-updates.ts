import type { EditOperationInput } from '@/lib/contracts/edit';
import { keysOf } from './rebase';

/**
 * Later changes of a task go into the first one (or into the task that was added), so that typing leaves one operation. What they make
 * of a graph is the same. Ways of a branch wait until what they lead to is there: a change of them joins only its neighbour.
 */
export function mergeUpdates(operations: readonly EditOperationInput[]): EditOperationInput[] {
  const merged: EditOperationInput[] = [];
  // Where a task was changed or added last, while nothing else has named it since.
  const places = new Map<string, number>();
  for (const operation of operations) {
    const place = operation.op === 'updateTask' ? places.get(operation.key) : undefined;
    const earlier = place === undefined ? undefined : merged[place];
    const joined = place === undefined || !earlier ? null : join(earlier, operation, place === merged.length - 1);
    if (joined && place !== undefined) {
      merged[place] = joined;
      continue;
    }
    for (const key of keysOf(operation)) places.delete(key);
    if (operation.op === 'updateTask') places.set(operation.key, merged.length);
    if (operation.op === 'addTask') places.set(operation.task.key, merged.length);
    if (operation.op === 'createBranch') places.set(operation.key, merged.length);
    merged.push(operation);
  }
  return merged;
}

function join(earlier: EditOperationInput, later: EditOperationInput, isNeighbour: boolean): EditOperationInput | null {
  if (later.op !== 'updateTask' || (later.changes.branch && !isNeighbour)) return null;
  if (earlier.op === 'updateTask') return { ...earlier, changes: { ...earlier.changes, ...later.changes } };
  if (earlier.op === 'createBranch') return joinBranch(earlier, later.changes);
  if (earlier.op !== 'addTask') return null;
  const task: Record<string, unknown> = { ...earlier.task, ...later.changes };
  for (const [name, value] of Object.entries(task)) if (value === null) delete task[name];
  return { op: 'addTask', task: task as typeof earlier.task };
}

/** A new branch takes its title and its condition; other ways than those it was made with are said after it. */
function joinBranch(
  earlier: EditOperationInput & { op: 'createBranch' },
  changes: (EditOperationInput & { op: 'updateTask' })['changes'],
): EditOperationInput | null {
  const { title, branch, ...others } = changes;
  if (Object.keys(others).length > 0) return null;
  const isSame = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((key, index) => key === b[index]);
  if (branch && !(isSame(branch.ifTrue, earlier.ifTrue) && isSame(branch.ifFalse, earlier.ifFalse))) return null;
  return { ...earlier, ...(title === undefined ? {} : { title }), ...(branch ? { condition: branch.condition } : {}) };
}
