import type { TaskView } from '@/lib/contracts/task';

/**
 * The tasks of one run by key, for nodes that each listen to their own task: a change of one status draws one node.
 * `use` is told apart by identity, which `applyEvents` keeps for tasks that did not change.
 */
export interface TaskStore {
  get: (key: string) => TaskView | undefined;
  subscribe: (key: string, listener: () => void) => () => void;
  replace: (tasks: readonly TaskView[]) => void;
}

export function createTaskStore(tasks: readonly TaskView[]): TaskStore {
  let byKey = new Map(tasks.map((task) => [task.key, task]));
  const listeners = new Map<string, Set<() => void>>();
  return {
    get: (key) => byKey.get(key),
    subscribe(key, listener) {
      const set = listeners.get(key) ?? new Set();
      listeners.set(key, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0) listeners.delete(key);
      };
    },
    replace(next) {
      const before = byKey;
      byKey = new Map(next.map((task) => [task.key, task]));
      for (const [key, set] of listeners) if (before.get(key) !== byKey.get(key)) for (const listener of [...set]) listener();
    },
  };
}
