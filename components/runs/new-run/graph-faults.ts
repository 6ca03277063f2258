interface Node {
  key: string;
  dependsOn: readonly string[];
}

interface GraphFault {
  path: (string | number)[];
  message: string;
}

/** What a schema cannot see: a key used twice, a dependency on nothing or on itself, tasks that wait for each other. */
export function findGraphFaults(tasks: readonly Node[]): GraphFault[] {
  const firstAt = new Map<string, number>();
  const faults: GraphFault[] = [];
  tasks.forEach((task, index) => {
    if (firstAt.has(task.key)) faults.push({ path: [index, 'key'], message: `the key "${task.key}" is used twice` });
    else firstAt.set(task.key, index);
  });
  tasks.forEach((task, index) => {
    task.dependsOn.forEach((key, position) => {
      const path = [index, 'dependsOn', position];
      if (key === task.key) faults.push({ path, message: 'a task cannot depend on itself' });
      else if (!firstAt.has(key)) faults.push({ path, message: `there is no task "${key}"` });
      else if (task.dependsOn.indexOf(key) !== position) faults.push({ path, message: `"${key}" is named twice` });
    });
  });
  if (faults.length > 0) return faults;
  const stuck = [...rankTasks(tasks)].filter(([, rank]) => rank === null).map(([key]) => key);
  const first = stuck[0];
  if (first === undefined) return [];
  return [{ path: [firstAt.get(first) ?? 0, 'dependsOn'], message: `these tasks wait for each other: ${stuck.join(', ')}` }];
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
