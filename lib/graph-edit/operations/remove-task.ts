import type { EditableTask } from '@/lib/contracts/edit';
import { whyNotRemoved, whyNotRewired } from '../why-not';
import type { Workspace } from '../workspace';
import type { Handler } from './handler';

export const removeTask: Handler<'removeTask'> = (work, { key }, path) => {
  const at = `${path}.key`;
  const task = work.known(key, at);
  if (!task || work.refuse(at, whyNotRemoved(task, work.leave))) return;
  const dependents = work.dependents(key).flatMap((name) => work.tasks.get(name) ?? []);
  if (dependents.some((dependent) => work.refuse(at, whyNotRewired(dependent, work.leave)))) return;
  for (const dependent of dependents) joinTo(work, dependent, task, at);
  work.drop(key, at);
};

/** Waits for what the removed task waited for, in its place. */
function joinTo(work: Workspace, dependent: EditableTask, removed: EditableTask, path: string): void {
  const ways = waysAlone(work, dependent, removed);
  let place = dependent.dependsOn.indexOf(removed.key);
  work.unlink(removed.key, dependent.key, path);
  for (const from of removed.dependsOn) {
    if (dependent.dependsOn.includes(from)) continue;
    work.linkSurely(from, dependent.key, place++);
  }
  for (const { key, way } of ways) {
    const branch = work.tasks.get(key)?.branch;
    if (branch) work.patch(key, { branch: { ...branch, [way]: [...branch[way], dependent.key] } });
  }
}

/** The ways on which the removed task stands and beside which the dependent waits for nothing: it comes to stand there itself. */
function waysAlone(work: Workspace, dependent: EditableTask, removed: EditableTask) {
  return removed.dependsOn.flatMap((key) => {
    const branch = work.tasks.get(key)?.branch;
    return (['ifTrue', 'ifFalse'] as const).flatMap((way) => {
      const keys = branch?.[way] ?? [];
      return keys.includes(removed.key) && dependent.dependsOn.every((one) => keys.includes(one)) ? [{ key, way }] : [];
    });
  });
}
