import type { Node } from '@xyflow/react';
import type { TaskView } from '@/lib/contracts/task';
import { edgePath } from '@/lib/graph-layout/edge-path';
import { type GraphLayout, layoutGraph, SIZES } from '@/lib/graph-layout/layout-graph';

export type TaskFlowNode = Node<Record<string, never>, 'task'>;

/** Everything drawn of a graph version. Statuses are not in it: nodes read their own from the store. */
export interface PreparedGraph {
  layout: GraphLayout;
  nodes: TaskFlowNode[];
  /** All edges that leave one task in one path, since its status alone colours them. */
  fans: { from: string; path: string }[];
  /** The edges that touch a task, for the highlight of the cursor. */
  touching: (key: string) => string;
}

/** Below this many tasks the running ones show a moving bar; above it, only icons turn. */
export const CALM_ABOVE = 200;

type GraphTask = Pick<TaskView, 'key' | 'dependsOn'>;

export function prepareGraph(tasks: readonly GraphTask[]): PreparedGraph {
  const layout = layoutGraph(tasks);
  const placed = new Map(layout.nodes.map((node) => [node.key, node]));
  const outgoing = new Map<string, string[]>();
  const incoming = new Map<string, string[]>();
  for (const edge of layout.edges) {
    const from = placed.get(edge.from);
    const to = placed.get(edge.to);
    if (!from || !to) continue;
    const path = edgePath(edge, from, to, SIZES);
    outgoing.set(edge.from, [...(outgoing.get(edge.from) ?? []), path]);
    incoming.set(edge.to, [...(incoming.get(edge.to) ?? []), path]);
  }
  return {
    layout,
    nodes: layout.nodes.map(({ key, x, y }) => ({
      id: key,
      type: 'task',
      position: { x, y },
      // Sizes given, so that nothing is measured before the first paint.
      width: SIZES.nodeWidth,
      height: SIZES.nodeHeight,
      data: {},
    })),
    fans: [...outgoing].map(([from, paths]) => ({ from, path: paths.join('') })),
    touching: (key) => [...(incoming.get(key) ?? []), ...(outgoing.get(key) ?? [])].join(''),
  };
}

/** True while keys and dependencies are the same. Folds keep the lists of dependencies they do not change, so this only compares references. */
export function isSameGraph(before: readonly GraphTask[], after: readonly GraphTask[]): boolean {
  if (before.length !== after.length) return false;
  return before.every((task, index) => task.key === after[index]?.key && task.dependsOn === after[index].dependsOn);
}
