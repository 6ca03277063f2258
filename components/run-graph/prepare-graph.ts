import type { TaskView } from '@/lib/contracts/task';
import { edgePath } from '@/lib/graph-layout/edge-path';
import { boxesOf, type TaskGroup } from '@/lib/graph-layout/group-tasks';
import { type GraphLayout, type LayoutSizes, layoutGraph, type PlacedNode, SIZES } from '@/lib/graph-layout/layout-graph';

/** Everything drawn of a graph version. Statuses are not in it: nodes read their own from the store. */
export interface PreparedGraph {
  layout: GraphLayout;
  placed: ReadonlyMap<string, PlacedNode>;
  /** The box in which a task is drawn: its own, or that of its closed group. */
  boxOf: (key: string) => string;
  /** All edges that leave one box in one path, since its status alone colours them. */
  fans: { from: string; path: string }[];
  /** The edges that touch a box, for the highlight of the cursor. */
  touching: (key: string) => string;
}

/** Below this many tasks the running ones show a moving bar; above it, only icons turn. */
export const CALM_ABOVE = 200;

type GraphTask = Pick<TaskView, 'key' | 'dependsOn' | 'phase'>;

export function prepareGraph(tasks: readonly GraphTask[], closed: readonly TaskGroup[] = [], sizes: LayoutSizes = SIZES): PreparedGraph {
  const layout = layoutGraph(boxesOf(tasks, closed), sizes);
  const placed = new Map(layout.nodes.map((node) => [node.key, node]));
  const groupOf = new Map(closed.flatMap((group) => group.keys.map((key) => [key, group.id] as const)));
  const outgoing = new Map<string, string[]>();
  const incoming = new Map<string, string[]>();
  for (const edge of layout.edges) {
    const from = placed.get(edge.from);
    const to = placed.get(edge.to);
    if (!from || !to) continue;
    const path = edgePath(edge, from, to, sizes);
    add(outgoing, edge.from, path);
    add(incoming, edge.to, path);
  }
  return {
    layout,
    placed,
    boxOf: (key) => groupOf.get(key) ?? key,
    fans: [...outgoing].map(([from, paths]) => ({ from, path: paths.join('') })),
    touching: (key) => [...(incoming.get(key) ?? []), ...(outgoing.get(key) ?? [])].join(''),
  };
}

function add(lists: Map<string, string[]>, key: string, path: string): void {
  const list = lists.get(key);
  if (list) list.push(path);
  else lists.set(key, [path]);
}

/** True while keys and dependencies are the same. Folds keep the lists of dependencies they do not change, so this only compares references. */
export function isSameGraph(before: readonly GraphTask[], after: readonly GraphTask[]): boolean {
  if (before.length !== after.length) return false;
  return before.every((task, index) => task.key === after[index]?.key && task.dependsOn === after[index].dependsOn);
}
