import { useEffect, useState } from 'react';
import type { TaskView } from '@/lib/contracts/task';
import { createKeyedStore, type KeyedStore } from '@/lib/run-cache/keyed-store';
import { type GroupSummary, summariseGroups } from './summarise-groups';
import type { Groups } from './use-groups';

/** How the closed groups stand, for the boxes that listen. */
export function useSummaries(tasks: readonly TaskView[], { closed }: Groups): KeyedStore<GroupSummary> {
  const [held] = useState(() => {
    const first = summariseGroups(closed, tasks, new Map());
    return { store: createKeyedStore(first), last: { current: first } };
  });
  useEffect(() => {
    held.last.current = summariseGroups(closed, tasks, held.last.current);
    held.store.replace(held.last.current);
  }, [held, closed, tasks]);
  return held.store;
}
