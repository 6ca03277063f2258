import type { TaskView } from '@/lib/contracts/task';

/** The failed task after the current one (or before it), around the end; null where none failed. */
export function nextFailed(
  tasks: readonly Pick<TaskView, 'key' | 'status'>[],
  currentKey: string | null,
  direction: 'next' | 'previous',
): string | null {
  const ordered = direction === 'next' ? tasks : tasks.toReversed();
  const here = ordered.findIndex((task) => task.key === currentKey);
  const around = [...ordered.slice(here + 1), ...ordered.slice(0, here + 1)];
  return around.find((task) => task.status === 'FAILED')?.key ?? null;
}
