import { createContext, use } from 'react';
import type { TaskView } from '@/lib/contracts/task';

/** Keys of the tasks about which somebody is asked, so that what waits for them does not begin. */
export const AskedContext = createContext<ReadonlySet<string>>(new Set());

/** 'asks': a decision about it is open; 'held': it waits for such a task. */
export function useHold({ key, status, dependsOn }: Pick<TaskView, 'key' | 'status' | 'dependsOn'>): 'asks' | 'held' | null {
  const asked = use(AskedContext);
  if (asked.size === 0) return null;
  if (asked.has(key)) return 'asks';
  const begins = status === 'PENDING' || status === 'READY';
  return begins && dependsOn.some((dependency) => asked.has(dependency)) ? 'held' : null;
}
