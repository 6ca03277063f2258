import type { EditableTask } from '@/lib/contracts/edit';
import type { Settled } from './settle';
import type { EditResult, TouchedTask } from './types';
import type { Workspace } from './workspace';

type Warning = EditResult['warnings'][number];

/** What an edit may do and probably is not meant. Looks at what it touches alone. */
export function warningsOf(work: Workspace, changed: readonly string[], touched: readonly TouchedTask[], settled: Settled): Warning[] {
  const warnings: Warning[] = [...settled.irreversible].map((key) => ({ key, message: 'cannot be undone, so it does not run again' }));
  for (const key of changed) {
    const isSkipped = work.tasks.get(key)?.status === 'SKIPPED' && work.before.get(key)?.status !== 'SKIPPED';
    if (isSkipped) warnings.push({ key, message: 'nothing leads here any more: it is skipped' });
  }
  for (const { key } of touched) {
    const task = work.tasks.get(key);
    if (!task) continue;
    warnings.push(...waitsInVain(work, task), ...crossedWays(work, task));
    if (task.branch && task.branch.ifTrue.length + task.branch.ifFalse.length === 0) {
      warnings.push({ key, message: 'no task is on either of its ways: its decision changes nothing' });
    }
    if (task.status === 'FAILED' && work.updated.has(key)) {
      warnings.push({ key, message: 'has failed and stays so: replay it, or run it again with this edit' });
    }
  }
  return [...warnings, ...nothingLeft(work, changed)];
}

/** Whoever removes the last that is to do ends the run by it. */
function nothingLeft(work: Workspace, changed: readonly string[]): Warning[] {
  const removed = changed.filter((key) => !work.tasks.has(key) && isToDo(work.before.get(key)));
  const last = removed.at(-1);
  if (last === undefined) return [];
  for (const task of work.tasks.values()) if (isToDo(task)) return [];
  return [{ key: last, message: 'was the last of what is to be done: without it nothing is left, and a run ends' }];
}

const isToDo = (task: EditableTask | undefined): boolean =>
  task?.status === 'PENDING' || task?.status === 'READY' || task?.status === 'RUNNING' || task?.status === 'WAITING';

/** Where nothing is said of the task itself, what waited in vain before the edit is no news. */
function waitsInVain(work: Workspace, { key, dependsOn, status }: EditableTask): Warning[] {
  if (status !== 'PENDING') return [];
  return dependsOn.flatMap((from) => {
    const state = work.tasks.get(from)?.status;
    const isOld = work.before.get(key)?.dependsOn.includes(from) && work.before.get(from)?.status === state;
    if (isOld && !work.updated.has(key)) return [];
    if (state === 'FAILED')
      return [{ key, message: `waits for "${from}", which has failed: it goes on once that is replayed or set aside` }];
    return state === 'CANCELLED' ? [{ key, message: `waits for "${from}", which is cancelled: it never goes on` }] : [];
  });
}

/** On one way of a branch, and waiting for what stands on the other: whenever it is reached, that is not. */
function crossedWays(work: Workspace, { key, dependsOn }: EditableTask): Warning[] {
  return dependsOn.flatMap((from) => {
    const branch = work.tasks.get(from)?.branch;
    if (!branch) return [];
    const other = branch.ifTrue.includes(key) ? branch.ifFalse : branch.ifFalse.includes(key) ? branch.ifTrue : [];
    return dependsOn
      .filter((one) => other.includes(one))
      .map((one) => ({ key, message: `waits for "${one}", which is never reached on the way of "${from}" that leads here` }));
  });
}
