import type { TaskView } from '@/lib/contracts/task';

type Node = Pick<TaskView, 'key' | 'dependsOn' | 'branch' | 'status'>;

/**
 * How many tasks run only where a branch takes this way: those on it, and what only they lead to. A task that another of its dependencies keeps
 * alive is not among them.
 */
export function pathSize(tasks: readonly Node[], branchKey: string, way: boolean): number {
  const branch = tasks.find((task) => task.key === branchKey)?.branch;
  if (!branch) return 0;
  const [own, other] = way ? [branch.ifTrue, branch.ifFalse] : [branch.ifFalse, branch.ifTrue];
  const kept = new Set(other);
  const gone = new Set<string>(own.filter((key) => !kept.has(key)));
  const controlled = new Set(
    tasks.flatMap((task) => (task.branch && task.key !== branchKey ? [...task.branch.ifTrue, ...task.branch.ifFalse] : [])),
  );
  // On a second branch's way as well, it may run all the same.
  for (const key of controlled) gone.delete(key);
  for (let before = -1; before !== gone.size; ) {
    before = gone.size;
    for (const task of tasks) {
      if (gone.has(task.key) || task.dependsOn.length === 0) continue;
      if (task.dependsOn.every((key) => gone.has(key))) gone.add(task.key);
    }
  }
  return gone.size;
}
