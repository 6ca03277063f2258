import type { TaskDraft } from '@/lib/contracts/task';
import type { Issue } from '@/lib/errors';

/** A draft with its number in the run; edges by number in both directions. */
export interface GraphTask {
  node: number;
  draft: TaskDraft;
  dependsOn: number[];
  next: number[];
  /** Of a branch: the tasks on its two ways, which wait for it. */
  branch?: { ifTrue: number[]; ifFalse: number[] };
}

/**
 * Numbers the tasks from `firstNode` and checks what a schema cannot: duplicate keys, unknown or repeated dependencies, cycles.
 * `known` are keys that are in the run already. Issues carry paths below `path`.
 */
export function buildGraph(
  drafts: readonly TaskDraft[],
  options: { firstNode: number; known?: ReadonlyMap<string, number>; path?: string } = { firstNode: 0 },
): { ok: true; tasks: GraphTask[] } | { ok: false; issues: Issue[] } {
  const path = options.path ?? 'tasks';
  const issues: Issue[] = [];
  const numberOf = new Map(options.known ?? []);
  drafts.forEach((draft, index) => {
    if (numberOf.has(draft.key)) issues.push({ path: `${path}.${index}.key`, message: `the key "${draft.key}" is used twice` });
    else numberOf.set(draft.key, options.firstNode + index);
  });
  const tasks: GraphTask[] = drafts.map((draft, index) => ({ node: options.firstNode + index, draft, dependsOn: [], next: [] }));
  tasks.forEach((task, index) => {
    const seen = new Set<number>();
    task.draft.dependsOn.forEach((key, position) => {
      const at = `${path}.${index}.dependsOn.${position}`;
      const from = numberOf.get(key);
      if (from === undefined) issues.push({ path: at, message: `there is no task "${key}"` });
      else if (from === task.node) issues.push({ path: at, message: 'a task cannot depend on itself' });
      else if (seen.has(from)) issues.push({ path: at, message: `"${key}" is named twice` });
      else {
        seen.add(from);
        task.dependsOn.push(from);
        tasks[from - options.firstNode]?.next.push(task.node);
      }
    });
  });
  issues.push(...joinBranches(tasks, numberOf, options.firstNode, path));
  if (issues.length === 0) {
    const cycle = findCycle(tasks, options.firstNode);
    if (cycle)
      issues.push({
        path: `${path}.${(cycle[0]?.node ?? 0) - options.firstNode}.dependsOn`,
        message: `these tasks wait for each other: ${cycle.map((task) => task.draft.key).join(' → ')}`,
      });
  }
  return issues.length > 0 ? { ok: false, issues } : { ok: true, tasks };
}

/** The tasks on the ways of a branch wait for it, whether they say so or not. */
function joinBranches(tasks: readonly GraphTask[], numberOf: ReadonlyMap<string, number>, firstNode: number, path: string): Issue[] {
  const issues: Issue[] = [];
  tasks.forEach((task, index) => {
    const { branch } = task.draft;
    if (!branch) return;
    const nodesOf = (way: 'ifTrue' | 'ifFalse'): number[] =>
      branch[way].flatMap((key, position) => {
        const at = `${path}.${index}.branch.${way}.${position}`;
        const node = numberOf.get(key);
        const target = node === undefined ? undefined : tasks[node - firstNode];
        if (node === undefined || !target) issues.push({ path: at, message: `there is no task "${key}"` });
        else if (target === task) issues.push({ path: at, message: 'a branch cannot lead to itself' });
        else if (branch[way].indexOf(key) < position) issues.push({ path: at, message: `"${key}" is named twice` });
        else if (way === 'ifFalse' && branch.ifTrue.includes(key)) issues.push({ path: at, message: `"${key}" is on both ways` });
        else {
          if (!target.dependsOn.includes(task.node)) {
            target.dependsOn.push(task.node);
            target.draft.dependsOn.push(task.draft.key);
            task.next.push(target.node);
          }
          return [node];
        }
        return [];
      });
    task.branch = { ifTrue: nodesOf('ifTrue'), ifFalse: nodesOf('ifFalse') };
  });
  return issues;
}

/** One cycle, named from start to start; null where there is none. Kahn's order finds that one exists, a walk names it. */
function findCycle(tasks: readonly GraphTask[], firstNode: number): GraphTask[] | null {
  const open = new Map(tasks.map((task) => [task.node, task.dependsOn.filter((node) => node >= firstNode).length]));
  const queue = tasks.filter((task) => open.get(task.node) === 0);
  for (let task = queue.pop(); task; task = queue.pop()) {
    open.delete(task.node);
    for (const node of task.next) {
      const left = (open.get(node) ?? 0) - 1;
      open.set(node, left);
      const next = tasks[node - firstNode];
      if (left === 0 && next) queue.push(next);
    }
  }
  let current = tasks.find((task) => open.has(task.node));
  if (!current) return null;
  // Every remaining task has a remaining dependency: walk back until one is met again.
  const walk: GraphTask[] = [];
  while (current && !walk.includes(current)) {
    walk.unshift(current);
    const before: number | undefined = current.dependsOn.find((node) => open.has(node));
    current = before === undefined ? undefined : tasks[before - firstNode];
  }
  return current ? [current, ...walk.slice(0, walk.indexOf(current) + 1)] : walk;
}
