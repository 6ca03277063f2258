import { createContext, use, useCallback, useSyncExternalStore } from 'react';
import type { TaskStatus, TaskView } from '@/lib/contracts/task';
import { isGroupId } from '@/lib/graph-layout/group-tasks';
import type { KeyedStore } from '@/lib/run-cache/keyed-store';
import type { TaskStore } from '@/lib/run-cache/task-store';
import type { CursorStore } from './cursor-store';
import { type GroupSummary, leadStatus } from './summarise-groups';

/** What nodes and edges listen to, so that a change of one task draws one node and never a new array of nodes. */
export interface GraphStores {
  tasks: TaskStore;
  groups: KeyedStore<GroupSummary>;
  cursor: CursorStore;
  /** Many tasks: nothing but the state icons moves. */
  calm: boolean;
}

export const GraphContext = createContext<GraphStores | null>(null);

export function useGraph(): GraphStores {
  const stores = use(GraphContext);
  if (!stores) throw new Error('GraphContext is missing above this component');
  return stores;
}

export function useTask(key: string): TaskView | undefined {
  return useKeyed(useGraph().tasks, key);
}

export function useGroup(id: string): GroupSummary | undefined {
  return useKeyed(useGraph().groups, id);
}

/** Of a task, or of all in a group. */
export function useBoxStatus(id: string): TaskStatus {
  const { tasks, groups } = useGraph();
  const subscribe = useCallback((listener: () => void) => (isGroupId(id) ? groups : tasks).subscribe(id, listener), [tasks, groups, id]);
  const read = (): TaskStatus => {
    if (!isGroupId(id)) return tasks.get(id)?.status ?? 'PENDING';
    const group = groups.get(id);
    return group ? leadStatus(group) : 'PENDING';
  };
  return useSyncExternalStore(subscribe, read, read);
}

/** True for the one box under the cursor. */
export function useIsCurrent(key: string): boolean {
  const { cursor } = useGraph();
  const subscribe = useCallback((listener: () => void) => cursor.subscribe(key, listener), [cursor, key]);
  const read = () => cursor.get() === key;
  return useSyncExternalStore(subscribe, read, read);
}

function useKeyed<T>(store: Pick<KeyedStore<T>, 'get' | 'subscribe'>, key: string): T | undefined {
  const subscribe = useCallback((listener: () => void) => store.subscribe(key, listener), [store, key]);
  const read = () => store.get(key);
  return useSyncExternalStore(subscribe, read, read);
}
