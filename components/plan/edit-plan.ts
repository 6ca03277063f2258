import type { TaskDraftInput } from '@/lib/contracts/task';

/** A plan under edit: tasks as they were given or typed, not yet checked. */
export type PlanTasks = readonly TaskDraftInput[];

export function changeTask(tasks: PlanTasks, index: number, change: Partial<TaskDraftInput>): PlanTasks {
  return tasks.map((task, at) => (at === index ? withoutUndefined({ ...task, ...change }) : task));
}

/** A new key, with all who wait for the task naming it by that; unless another task had the old key too. */
export function renameTask(tasks: PlanTasks, index: number, key: string): PlanTasks {
  const old = tasks[index]?.key;
  const isAlone = tasks.filter((task) => task.key === old).length === 1;
  return tasks.map((task, at) => {
    const own = at === index ? { ...task, key } : task;
    if (!isAlone || old === undefined || !own.dependsOn?.includes(old)) return own;
    return { ...own, dependsOn: own.dependsOn.map((each) => (each === old ? key : each)) };
  });
}

export function addTask(tasks: PlanTasks, after: TaskDraftInput | null): PlanTasks {
  const task: TaskDraftInput = {
    key: freeKey(tasks, 'task'),
    role: after?.role ?? 'tech_lead',
    prompt: '',
    dependsOn: after ? [after.key] : [],
    ...(after?.phase ? { phase: after.phase } : {}),
  };
  return [...tasks, task];
}

export function duplicateTask(tasks: PlanTasks, index: number): PlanTasks {
  const task = tasks[index];
  if (!task) return tasks;
  const copy = { ...task, key: freeKey(tasks, task.key), ...(task.title ? { title: `${task.title} (copy)`.slice(0, 200) } : {}) };
  return [...tasks.slice(0, index + 1), copy, ...tasks.slice(index + 1)];
}

/** Without a task: who waited for it waits for what it waited for. */
export function removeTask(tasks: PlanTasks, index: number): PlanTasks {
  const gone = tasks[index];
  if (!gone) return tasks;
  return tasks
    .filter((_, at) => at !== index)
    .map((task) => {
      if (!task.dependsOn?.includes(gone.key)) return task;
      const joined = task.dependsOn.flatMap((key) => (key === gone.key ? (gone.dependsOn ?? []) : [key]));
      return { ...task, dependsOn: [...new Set(joined)].filter((key) => key !== task.key) };
    });
}

export const dependentsOf = (tasks: PlanTasks, key: string): string[] =>
  tasks.filter((task) => task.dependsOn?.includes(key)).map((task) => task.key);

/** Keys that a task may still wait for: neither itself, nor what it waits for already, nor who waits for it in the end. */
export function possibleDependencies(tasks: PlanTasks, index: number): string[] {
  const own = tasks[index];
  if (!own) return [];
  const after = new Set([own.key]);
  const open = [own.key];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    for (const next of dependentsOf(tasks, key)) {
      if (after.has(next)) continue;
      after.add(next);
      open.push(next);
    }
  }
  return tasks.map((task) => task.key).filter((key) => !after.has(key) && !own.dependsOn?.includes(key));
}

function freeKey(tasks: PlanTasks, wish: string): string {
  const used = new Set(tasks.map((task) => task.key));
  const base = wish.slice(0, 70).replace(/-\d+$/, '');
  for (let number = 2; ; number++) if (!used.has(`${base}-${number}`)) return `${base}-${number}`;
}

function withoutUndefined(task: TaskDraftInput): TaskDraftInput {
  return Object.fromEntries(Object.entries(task).filter(([, value]) => value !== undefined)) as TaskDraftInput;
}
