import { createContext, use, useCallback, useSyncExternalStore } from 'react';
import type { TaskView } from '@/lib/contracts/task';
import type { TaskStore } from '@/lib/run-cache/task-store';
import type { CursorStore } from './cursor-store';

/** What nodes and edges listen to, so that a change of one task draws one node and never a new array of nodes. */
export interface GraphStores {
  tasks: TaskStore;
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
  const { tasks } = useGraph();
  const subscribe = useCallback((listener: () => void) => tasks.subscribe(key, listener), [tasks, key]);
  const read = () => tasks.get(key);
  return useSyncExternalStore(subscribe, read, read);
}

/** True for the one task under the cursor. */
export function useIsCurrent(key: string): boolean {
  const { cursor } = useGraph();
  const subscribe = useCallback((listener: () => void) => cursor.subscribe(key, listener), [cursor, key]);
  const read = () => cursor.get() === key;
  return useSyncExternalStore(subscribe, read, read);
}
