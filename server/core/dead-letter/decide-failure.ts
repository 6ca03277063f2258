import type { Failure, TaskStatus } from '@/lib/contracts/task';
import { AppError } from '@/lib/errors';
import { afterCounts, type HeadPatch, isActive, moveCount, type NewEvent, type RunHead } from '../run/head';

/** A task that somebody gives up before it has run: it becomes FAILED under a new epoch. @throws conflict */
export function decideFailure(
  head: RunHead,
  task: { node: number; status: TaskStatus; epoch: number; attempt: number },
  failure: Failure,
): { epoch: number; patch: HeadPatch; events: NewEvent[] } {
  if (!isActive(head.status)) throw new AppError('conflict', `The run has ended (${head.status}); its tasks cannot fail any more.`);
  if (task.status !== 'PENDING' && task.status !== 'READY' && task.status !== 'WAITING') {
    throw new AppError('conflict', `The task has ended (${task.status}); it cannot become a dead letter.`);
  }
  const epoch = task.epoch + 1;
  const after = afterCounts(head, moveCount(head.counts, task.status, 'FAILED'));
  const failed: NewEvent = { type: 'task.failed', node: task.node, data: { attempt: task.attempt, epoch, failure } };
  return { epoch, patch: after.patch, events: [failed, ...after.events] };
}
