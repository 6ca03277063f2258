import type { TaskStatus, TaskView } from '@/lib/contracts/task';
import type { TaskGroup } from '@/lib/graph-layout/group-tasks';
import type { PreparedGraph } from './prepare-graph';

/** How the tasks of a group stand. */
export interface GroupSummary {
  name: string;
  total: number;
  /** Statuses that occur, what matters most first. */
  counts: readonly { status: TaskStatus; count: number }[];
}

/** What an operator wants to see first. */
const BY_WEIGHT: readonly TaskStatus[] = ['FAILED', 'RUNNING', 'WAITING', 'READY', 'SUCCEEDED', 'PENDING', 'CANCELLED', 'SKIPPED'];

/** By group id. Summaries that did not change keep their identity, so that only changed groups are drawn. */
export function summariseGroups(
  groups: readonly TaskGroup[],
  tasks: readonly TaskView[],
  before: ReadonlyMap<string, GroupSummary>,
): Map<string, GroupSummary> {
  const statusOf = new Map(tasks.map((task) => [task.key, task.status]));
  return new Map(
    groups.map((group) => {
      const found = new Map<TaskStatus, number>();
      for (const key of group.keys) {
        const status = statusOf.get(key);
        if (status) found.set(status, (found.get(status) ?? 0) + 1);
      }
      const counts = BY_WEIGHT.flatMap((status) => {
        const count = found.get(status);
        return count ? [{ status, count }] : [];
      });
      const known = before.get(group.id);
      const same = known?.total === group.keys.length && isSame(known.counts, counts);
      return [group.id, same ? known : { name: group.name, total: group.keys.length, counts }];
    }),
  );
}

function isSame(before: GroupSummary['counts'], after: GroupSummary['counts']): boolean {
  return (
    before.length === after.length &&
    before.every((each, index) => each.status === after[index]?.status && each.count === after[index].count)
  );
}

/** One status for the whole group, for its edges and for a look from far away. */
export const leadStatus = (summary: GroupSummary): TaskStatus => summary.counts[0]?.status ?? 'PENDING';

/** By box: the status of its task, or of the task in it that matters most. */
export function leadStatuses({ boxOf }: Pick<PreparedGraph, 'boxOf'>, tasks: readonly TaskView[]): Map<string, TaskStatus> {
  const leads = new Map<string, TaskStatus>();
  for (const { key, status } of tasks) {
    const box = boxOf(key);
    const known = leads.get(box);
    if (!known || BY_WEIGHT.indexOf(status) < BY_WEIGHT.indexOf(known)) leads.set(box, status);
  }
  return leads;
}
