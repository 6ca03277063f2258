import type { EditableTask } from '@/lib/contracts/edit';
import type { TaskView } from '@/lib/contracts/task';

/** Tasks of a draft as the graph's other parts (find, minimap, groups) know tasks. Unchanged ones keep their identity. */
export function createViews(): (tasks: readonly EditableTask[], liveOf: (key: string) => TaskView | undefined) => TaskView[] {
  const known = new WeakMap<EditableTask, { live: TaskView | undefined; view: TaskView }>();
  return (tasks, liveOf) =>
    tasks.map((task) => {
      const live = liveOf(task.key);
      const was = known.get(task);
      if (was && was.live === live) return was.view;
      const view = viewOf(task, live);
      known.set(task, { live, view });
      return view;
    });
}

function viewOf(task: EditableTask, live: TaskView | undefined): TaskView {
  const { key, title, role, kind, phase, dependsOn, tier, maxAttempts } = task;
  const own = { key, title, role, kind, phase, dependsOn, tier, maxAttempts };
  if (live) return { ...live, ...own };
  const nothingYet = { attempt: 0, costUsd: 0, turns: 0, startedAt: null, finishedAt: null, waitingFor: null, readyAt: null };
  return { ...own, ...nothingYet, id: key, status: 'PENDING', invalidated: false };
}
