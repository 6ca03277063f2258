interface Node {
  key: string;
  dependsOn: readonly string[];
}

/**
 * Each task's place in the order: 0 without dependencies, else one more than the latest of them. Null: it never gets its
 * turn, being on a cycle or behind one.
 */
export function rankTasks(tasks: readonly Node[]): Map<string, number | null> {
  const ranks = new Map<string, number | null>(tasks.map((task) => [task.key, null]));
  const left = new Map(tasks.map((task) => [task.key, task.dependsOn.length]));
  const next = new Map<string, string[]>();
  for (const task of tasks) for (const key of task.dependsOn) next.set(key, [...(next.get(key) ?? []), task.key]);
  let wave = tasks.filter((task) => task.dependsOn.length === 0).map((task) => task.key);
  for (let rank = 0; wave.length > 0; rank += 1) {
    const following: string[] = [];
    for (const key of wave) {
      ranks.set(key, rank);
      for (const after of next.get(key) ?? []) {
        const open = (left.get(after) ?? 0) - 1;
        left.set(after, open);
        if (open === 0) following.push(after);
      }
    }
    wave = following;
  }
  return ranks;
}
