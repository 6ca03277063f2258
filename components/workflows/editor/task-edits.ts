import type { TaskDraftInput } from '@/lib/contracts/task';

/** A new key goes along wherever the old one was named. */
export function withKey(tasks: readonly TaskDraftInput[], index: number, key: string): TaskDraftInput[] {
  const old = tasks[index]?.key;
  const renamed = (keys: readonly string[]) => keys.map((one) => (one === old ? key : one));
  return tasks.map((task, at) => ({
    ...task,
    ...(at === index ? { key } : {}),
    ...(task.dependsOn ? { dependsOn: renamed(task.dependsOn) } : {}),
    ...(task.branch ? { branch: { ...task.branch, ifTrue: renamed(task.branch.ifTrue), ifFalse: renamed(task.branch.ifFalse) } } : {}),
  }));
}

/** What waited for it, or was on its ways, waits for what it waited for. */
export function withoutTask(tasks: readonly TaskDraftInput[], index: number): TaskDraftInput[] {
  const gone = tasks[index];
  if (!gone) return [...tasks];
  const ways = [...(gone.branch?.ifTrue ?? []), ...(gone.branch?.ifFalse ?? [])];
  const left = (keys: readonly string[]) => keys.filter((key) => key !== gone.key);
  return tasks.flatMap((task, at) => {
    if (at === index) return [];
    const branch = task.branch && { ...task.branch, ifTrue: left(task.branch.ifTrue), ifFalse: left(task.branch.ifFalse) };
    const waits = task.dependsOn?.includes(gone.key) || ways.includes(task.key);
    const dependsOn = [...left(task.dependsOn ?? []), ...(gone.dependsOn ?? [])];
    return [{ ...task, ...(waits ? { dependsOn: [...new Set(dependsOn)] } : {}), ...(branch ? { branch } : {}) }];
  });
}
