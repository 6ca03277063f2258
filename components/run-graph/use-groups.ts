import { useMemo, useState } from 'react';
import { useRemembered } from '@/components/ui/use-remembered';
import type { TaskView } from '@/lib/contracts/task';
import { groupsOf, type TaskGroup } from '@/lib/graph-layout/group-tasks';

/** Above this many tasks groups are closed at first: all of them at once would be neither fast nor legible. */
export const CLOSED_ABOVE = 1_500;
const MODES = ['auto', 'open', 'closed'] as const;

export interface Groups {
  all: readonly TaskGroup[];
  closed: readonly TaskGroup[];
  isClosed: (id: string) => boolean;
  /** The group of a task, closed or not. */
  groupOf: (key: string) => TaskGroup | undefined;
  toggle: (id: string) => void;
  /** Remembered for other runs too. */
  setAll: (closed: boolean) => void;
}

/** Which groups of a run are closed: by its size or by what this browser remembers, and by hand for each. */
export function useGroups(tasks: readonly TaskView[]): Groups {
  const all = useStable(tasks);
  const [mode, setMode] = useRemembered('graph.groups', MODES, 'auto');
  /** Groups that stand otherwise than the mode says. */
  const [flipped, setFlipped] = useState<ReadonlySet<string>>(new Set());
  const byMode = mode === 'auto' ? tasks.length > CLOSED_ABOVE : mode === 'closed';
  return useMemo(() => {
    const isClosed = (id: string) => byMode !== flipped.has(id);
    const ofKey = new Map(all.flatMap((group) => group.keys.map((key) => [key, group] as const)));
    return {
      all,
      closed: all.filter((group) => isClosed(group.id)),
      isClosed,
      groupOf: (key) => ofKey.get(key),
      toggle(id) {
        const next = new Set(flipped);
        if (!next.delete(id)) next.add(id);
        setFlipped(next);
      },
      setAll(closed) {
        setMode(closed ? 'closed' : 'open');
        setFlipped(new Set());
      },
    };
  }, [all, byMode, flipped, setMode]);
}

/** The groups, the same object while keys, edges and phases are: a change of a status makes no new ones. */
function useStable(tasks: readonly TaskView[]): readonly TaskGroup[] {
  const [held, setHeld] = useState(() => ({ tasks, groups: groupsOf(tasks) }));
  if (held.tasks === tasks) return held.groups;
  const next = { tasks, groups: isSameGrouping(held.tasks, tasks) ? held.groups : groupsOf(tasks) };
  setHeld(next);
  return next.groups;
}

function isSameGrouping(before: readonly TaskView[], after: readonly TaskView[]): boolean {
  return (
    before.length === after.length &&
    before.every((task, index) => {
      const other = after[index];
      return task.key === other?.key && task.dependsOn === other.dependsOn && task.phase === other.phase;
    })
  );
}
