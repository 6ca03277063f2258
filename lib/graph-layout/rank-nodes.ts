import type { LayoutInput } from './layout-graph';

/** The graph by numbers: `ranks[i]` is the longest way from a root to task `i`; `below[i]` who waits for it. */
export interface RankedGraph {
  keys: string[];
  ranks: number[];
  below: number[][];
}

export function rankNodes(tasks: readonly LayoutInput[]): RankedGraph {
  const indexOf = new Map(tasks.map((task, index) => [task.key, index]));
  const below: number[][] = tasks.map(() => []);
  const missing: number[] = tasks.map(() => 0);
  tasks.forEach((task, index) => {
    for (const key of new Set(task.dependsOn)) {
      const dependency = indexOf.get(key);
      if (dependency === undefined || dependency === index) continue;
      below[dependency]?.push(index);
      missing[index] = (missing[index] ?? 0) + 1;
    }
  });
  const ranks: number[] = tasks.map(() => 0);
  const queue = missing.flatMap((count, index) => (count === 0 ? [index] : []));
  for (let head = 0; head < queue.length; head++) {
    const index = queue[head] ?? 0;
    for (const dependent of below[index] ?? []) {
      ranks[dependent] = Math.max(ranks[dependent] ?? 0, (ranks[index] ?? 0) + 1);
      missing[dependent] = (missing[dependent] ?? 0) - 1;
      if (missing[dependent] === 0) queue.push(dependent);
    }
  }
  return { keys: tasks.map((task) => task.key), ranks, below };
}
