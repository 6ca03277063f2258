import type { EditableTask } from '@/lib/contracts/edit';
import type { EditOptions } from './types';

/** What of the options says whether a task may be touched. */
export type Leave = Pick<EditOptions, 'rerunInvalidated'> & { cancelRunning: ReadonlySet<string> };

/** It has come to its end and counts; its place in the graph can change, and its result is then an old one. */
export const isFinished = ({ status }: Pick<EditableTask, 'status'>): boolean => status === 'SUCCEEDED' || status === 'SKIPPED';

/** It has happened, cannot be undone, and waits for a person's word before it may happen again. */
export const isHeld = ({ status, waitingFor }: Pick<EditableTask, 'status' | 'waitingFor'>): boolean =>
  status === 'WAITING' && waitingFor === 'irreversible';

/** Why no edit may touch the task at all; null where one may. */
function whyNotTouched(task: EditableTask): string | null {
  if (task.role === 'planner') return `"${task.key}" is the task that plans the run; it cannot be edited`;
  if (task.status === 'CANCELLED') return `"${task.key}" is cancelled; it stays as it was`;
  if (isHeld(task)) return `"${task.key}" has happened and cannot be undone; decide first whether it may run again`;
  return null;
}

/** Why the task cannot wait for others than it does; null where it can. */
export function whyNotRewired(task: EditableTask, leave: Leave): string | null {
  const isBusy = task.status === 'RUNNING' && !leave.cancelRunning.has(task.key);
  return (
    whyNotTouched(task) ?? (isBusy ? `"${task.key}" is running; name it in cancelRunning to begin it anew with other dependencies` : null)
  );
}

export function whyNotRemoved(task: EditableTask, leave: Leave): string | null {
  const untouchable = whyNotTouched(task);
  if (untouchable) return untouchable;
  if (isFinished(task)) return `"${task.key}" is ${task.status} and cannot be removed any more`;
  const isBusy = task.status === 'RUNNING' && !leave.cancelRunning.has(task.key);
  return isBusy ? `"${task.key}" is running; name it in cancelRunning to abort and remove it` : null;
}

/** Of what it is asked to do. A running task is: it holds from the next attempt. */
export function whyNotChanged(task: EditableTask, leave: Leave): string | null {
  const untouchable = whyNotTouched(task);
  if (untouchable) return untouchable;
  if (!isFinished(task)) return null;
  if (!leave.rerunInvalidated) return `"${task.key}" is ${task.status} already; set rerunInvalidated to change it and run it again`;
  return task.sideEffects === 'irreversible' && task.started
    ? `"${task.key}" has happened and cannot be undone; it does not run again`
    : null;
}
