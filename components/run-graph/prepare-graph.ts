import type { BranchView, TaskView } from '@/lib/contracts/task';
import { edgePath } from '@/lib/graph-layout/edge-path';
import { boxesOf, type TaskGroup } from '@/lib/graph-layout/group-tasks';
import { type GraphLayout, type LayoutSizes, layoutGraph, type PlacedNode, SIZES } from '@/lib/graph-layout/layout-graph';

/** Everything drawn of a graph version. Statuses are not in it: nodes read their own from the store. */
export interface PreparedGraph {
  layout: GraphLayout;
  placed: ReadonlyMap<string, PlacedNode>;
  /** The box in which a task is drawn: its own, or that of its closed group. */
  boxOf: (key: string) => string;
  /** All edges that leave one box in one path, since its status alone colours them; the ways of a branch apart, for it takes one of them. */
  fans: { from: string; path: string; way?: Way }[];
  /** Where each way of a branch ends. */
  ways?: { id: string; from: string; way: Way; x: number; y: number }[];
  /** The edges that touch a box, for the highlight of the cursor. */
  touching: (key: string) => string;
}

/** The fields of a branch that list its two ways. */
export type Way = 'ifTrue' | 'ifFalse';

/** Below this many tasks the running ones show a moving bar; above it, only icons turn. */
export const CALM_ABOVE = 200;

type GraphTask = Pick<TaskView, 'key' | 'dependsOn' | 'phase'> & { branch?: Pick<BranchView, Way> | null };

export function prepareGraph(tasks: readonly GraphTask[], closed: readonly TaskGroup[] = [], sizes: LayoutSizes = SIZES): PreparedGraph {
  const layout = layoutGraph(boxesOf(tasks, closed), sizes);
  const placed = new Map(layout.nodes.map((node) => [node.key, node]));
  const groupOf = new Map(closed.flatMap((group) => group.keys.map((key) => [key, group.id] as const)));
  const boxOf = (key: string) => groupOf.get(key) ?? key;
  const wayOf = waysBetween(tasks, boxOf);
  const fans = new Map<string, { from: string; path: string; way?: Way }>();
  const ways: PreparedGraph['ways'] = [];
  const outgoing = new Map<string, string[]>();
  const incoming = new Map<string, string[]>();
  for (const edge of layout.edges) {
    const from = placed.get(edge.from);
    const to = placed.get(edge.to);
    if (!from || !to) continue;
    const path = edgePath(edge, from, to, sizes);
    add(outgoing, edge.from, path);
    add(incoming, edge.to, path);
    const way = wayOf.get(`${edge.from} ${edge.to}`);
    const fan = fans.get(`${edge.from} ${way}`);
    fans.set(`${edge.from} ${way}`, { from: edge.from, path: `${fan?.path ?? ''}${path}`, ...(way ? { way } : {}) });
    if (way) ways.push({ id: `${edge.from} ${edge.to}`, from: edge.from, way, x: to.x, y: to.y + sizes.nodeHeight / 2 });
  }
  return {
    layout,
    placed,
    boxOf,
    fans: [...fans.values()],
    ways,
    touching: (key) => [...(incoming.get(key) ?? []), ...(outgoing.get(key) ?? [])].join(''),
  };
}

/** Which way of a branch leads from box to box; those that are both, or lead out of a closed group, are no way that can be drawn. */
function waysBetween(tasks: readonly GraphTask[], boxOf: (key: string) => string): Map<string, Way> {
  const ways = new Map<string, Way>();
  const both = new Set<string>();
  for (const { key, branch } of tasks) {
    if (!branch || boxOf(key) !== key) continue;
    for (const way of ['ifTrue', 'ifFalse'] as const) {
      for (const to of branch[way]) {
        const pair = `${key} ${boxOf(to)}`;
        if (ways.has(pair) && ways.get(pair) !== way) both.add(pair);
        ways.set(pair, way);
      }
    }
  }
  for (const pair of both) ways.delete(pair);
  return ways;
}

function add(lists: Map<string, string[]>, key: string, path: string): void {
  const list = lists.get(key);
  if (list) list.push(path);
  else lists.set(key, [path]);
}

/** True while keys and dependencies are the same. Folds keep the lists of dependencies they do not change, so this only compares references. */
export function isSameGraph(before: readonly GraphTask[], after: readonly GraphTask[]): boolean {
  if (before.length !== after.length) return false;
  return before.every((task, index) => {
    const next = after[index];
    return next && task.key === next.key && task.dependsOn === next.dependsOn && isSameBranch(task.branch, next.branch);
  });
}

function isSameBranch(before: GraphTask['branch'], after: GraphTask['branch']): boolean {
  if (before === after) return true;
  return String(before?.ifTrue) === String(after?.ifTrue) && String(before?.ifFalse) === String(after?.ifFalse);
}
