import type { TaskView } from '@/lib/contracts/task';
import { createKeyedStore, type KeyedStore } from './keyed-store';

/** The tasks of one run by key. `applyEvents` keeps the identity of tasks that did not change. */
export interface TaskStore extends Pick<KeyedStore<TaskView>, 'get' | 'subscribe'> {
  replace: (tasks: readonly TaskView[]) => void;
}

const byKey = (tasks: readonly TaskView[]) => new Map(tasks.map((task) => [task.key, task]));

export function createTaskStore(tasks: readonly TaskView[]): TaskStore {
  const store = createKeyedStore(byKey(tasks));
  return { get: store.get, subscribe: store.subscribe, replace: (next) => store.replace(byKey(next)) };
}
