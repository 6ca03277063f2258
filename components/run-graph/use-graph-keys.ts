import { useShortcut } from '@/components/ui/shortcuts';
import { isGroupId } from '@/lib/graph-layout/group-tasks';
import { type Direction, stepTo } from '@/lib/graph-layout/step-to';
import type { CursorStore } from './cursor-store';
import type { PreparedGraph } from './prepare-graph';

interface GraphKeys {
  graph: PreparedGraph;
  cursor: CursorStore;
  /** With an open drawer the drawer goes along with the cursor. */
  isOpen: boolean;
  onOpen: (key: string | null) => void;
  /** A press on a box: it opens a task's drawer, or a group. */
  onPress: (key: string) => void;
  /** Closes the group of the box under the cursor, or opens it. */
  onGroup: () => void;
  show: (key: string) => void;
}

export function useGraphKeys({ graph, cursor, isOpen, onOpen, onPress, onGroup, show }: GraphKeys): void {
  const step = (direction: Direction) => () => {
    const key = stepTo(graph.layout, cursor.get(), direction);
    if (key === null) return;
    cursor.set(key);
    show(key);
    if (isOpen && !isGroupId(key)) onOpen(key);
  };
  const group = { group: 'Graph' };
  useShortcut('j', 'Next task', step('next'), group);
  useShortcut('k', 'Previous task', step('previous'), group);
  useShortcut('right', 'To a task that waits for this one', step('right'), group);
  useShortcut('left', 'To a task that this one waits for', step('left'), group);
  useShortcut('down', 'Task below', step('down'), group);
  useShortcut('up', 'Task above', step('up'), group);
  const enter = () => {
    const key = cursor.get();
    if (key !== null) onPress(key);
  };
  useShortcut('enter', 'Open the task or group', enter, group);
  useShortcut('c', 'Close or open the group of this task', onGroup, group);
}
