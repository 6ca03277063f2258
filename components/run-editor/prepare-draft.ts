import type { PreparedGraph } from '@/components/run-graph/prepare-graph';
import type { EditableGraph, EditableTask } from '@/lib/contracts/edit';
import { edgePath } from '@/lib/graph-layout/edge-path';
import { boxesOf, type TaskGroup } from '@/lib/graph-layout/group-tasks';
import { type GraphLayout, layoutGraph, SIZES } from '@/lib/graph-layout/layout-graph';
import { compareGraphs, type GraphChanges, unionOf } from './compare-graphs';
import { layoutDraft } from './draft-layout';
import type { DrawnEdge } from './edge-geometry';
import type { EditState } from './edit-state';

/** Everything drawn of a draft. Statuses are not in it. */
export interface PreparedDraft extends PreparedGraph {
  changes: GraphChanges;
  /** Draft, and what it took away. */
  tasks: readonly EditableTask[];
  edges: readonly DrawnEdge[];
  addedPath: string;
  removedPath: string;
}

interface Kept {
  base: EditableGraph;
  draft: EditableGraph;
  placed: EditState['placed'];
  closed: readonly TaskGroup[];
  root: EditableGraph;
  prepared: PreparedDraft;
}

/** Prepares one draft after another. The layout is worked out anew only where the graph it started from, or the groups, are others. */
export function createPreparer(): (state: EditState, closed: readonly TaskGroup[]) => PreparedDraft {
  let kept: Kept | null = null;
  let laid: { tasks: readonly EditableTask[]; closed: readonly TaskGroup[]; layout: GraphLayout } | null = null;
  const layoutOf = (tasks: readonly EditableTask[], closed: readonly TaskGroup[]): GraphLayout => {
    if (laid?.closed === closed && isSameShape(laid.tasks, tasks)) return laid.layout;
    laid = { tasks, closed, layout: layoutGraph(boxesOf(tasks, closed)) };
    return laid.layout;
  };
  return (state, closed) => {
    const { base, draft, placed } = state;
    if (
      kept?.base === base &&
      kept.draft === draft &&
      kept.placed === placed &&
      kept.closed === closed &&
      kept.root === rootOf(state).draft
    ) {
      return kept.prepared;
    }
    const tasks = unionOf(base, draft);
    const root = rootOf(state);
    const changes = compareGraphs(base, draft);
    // A task that only moved on makes no new picture.
    const isSame =
      kept !== null &&
      kept.placed === placed &&
      kept.closed === closed &&
      isSameShape(kept.prepared.tasks, tasks) &&
      isSameShape(kept.root.tasks, root.draft.tasks);
    const prepared =
      isSame && kept && sameEdges(kept.prepared.changes, changes)
        ? { ...kept.prepared, tasks, changes }
        : drawn(layoutDraft(layoutOf(unionOf(root.base, root.draft), closed), boxesOf(tasks, closed), placed), tasks, changes, closed);
    kept = { base, draft, placed, closed, root: root.draft, prepared };
    return prepared;
  };
}

/** The graph whose layout the picture starts from: the base, or what there was when it was last tidied. */
function rootOf({ base, steps }: EditState): { base: EditableGraph; draft: EditableGraph } {
  const tidied = steps.at(-1)?.tidied ?? 0;
  const step = tidied === 0 ? undefined : steps.find((each) => each.tidied === tidied);
  return step ?? { base, draft: base };
}

function isSameShape(before: readonly EditableTask[], after: readonly EditableTask[]): boolean {
  if (before === after) return true;
  if (before.length !== after.length) return false;
  return before.every((task, index) => {
    const other = after[index];
    return task.key === other?.key && (task.dependsOn === other.dependsOn || task.dependsOn.join() === other.dependsOn.join());
  });
}

const sameEdges = (a: GraphChanges, b: GraphChanges): boolean =>
  a.edges.added.length === b.edges.added.length &&
  a.edges.removed.length === b.edges.removed.length &&
  a.edges.added.every((edge, index) => isEdge(edge, b.edges.added[index])) &&
  a.edges.removed.every((edge, index) => isEdge(edge, b.edges.removed[index]));

const isEdge = (a: { from: string; to: string }, b: { from: string; to: string } | undefined): boolean =>
  a.from === b?.from && a.to === b.to;

function drawn(layout: GraphLayout, tasks: readonly EditableTask[], changes: GraphChanges, closed: readonly TaskGroup[]): PreparedDraft {
  const placed = new Map(layout.nodes.map((node) => [node.key, node]));
  const groupOf = new Map(closed.flatMap((group) => group.keys.map((key) => [key, group.id] as const)));
  const boxOf = (key: string) => groupOf.get(key) ?? key;
  const added = new Set(changes.edges.added.map(({ from, to }) => `${boxOf(from)} ${boxOf(to)}`));
  const removed = new Set(changes.edges.removed.map(({ from, to }) => `${boxOf(from)} ${boxOf(to)}`));
  if (closed.length > 0) dropCovered(tasks, changes, boxOf, added, removed);
  const edges: DrawnEdge[] = [];
  const fans = new Map<string, string[]>();
  const touching = new Map<string, string[]>();
  const draw = (edge: GraphLayout['edges'][number], kind: DrawnEdge['kind']) => {
    const from = placed.get(edge.from);
    const to = placed.get(edge.to);
    if (!from || !to) return;
    const path = edgePath(edge, from, to, SIZES);
    const half = SIZES.nodeHeight / 2;
    const points = [{ x: from.x + SIZES.nodeWidth, y: from.y + half }, ...edge.bends, { x: to.x, y: to.y + half }];
    edges.push({ from: edge.from, to: edge.to, kind, path, points });
    if (kind === 'kept') add(fans, edge.from, path);
    if (kind === 'removed') return;
    add(touching, edge.from, path);
    add(touching, edge.to, path);
  };
  for (const edge of layout.edges) {
    const pair = `${edge.from} ${edge.to}`;
    // Edges of what is removed are laid out with it.
    draw(edge, removed.delete(pair) ? 'removed' : added.has(pair) ? 'added' : 'kept');
  }
  for (const pair of removed) {
    const [from = '', to = ''] = pair.split(' ');
    if (from !== to) draw({ from, to, bends: [] }, 'removed');
  }
  const pathOf = (kind: DrawnEdge['kind']) =>
    edges
      .filter((edge) => edge.kind === kind)
      .map((edge) => edge.path)
      .join('');
  return {
    layout,
    placed,
    boxOf,
    fans: [...fans].map(([from, paths]) => ({ from, path: paths.join('') })),
    touching: (key) => (touching.get(key) ?? []).join(''),
    changes,
    tasks,
    edges,
    addedPath: pathOf('added'),
    removedPath: pathOf('removed'),
  };
}

function add(lists: Map<string, string[]>, key: string, path: string): void {
  const list = lists.get(key);
  if (list) list.push(path);
  else lists.set(key, [path]);
}

/** Between two groups only the first edge is new, and only the last one is gone. */
function dropCovered(
  tasks: readonly EditableTask[],
  { marks, edges }: GraphChanges,
  boxOf: (key: string) => string,
  added: Set<string>,
  removed: Set<string>,
): void {
  const isNew = new Set(edges.added.map(({ from, to }) => `${from} ${to}`));
  for (const { key, dependsOn } of tasks) {
    if (marks.get(key) === 'removed') continue;
    for (const from of dependsOn) {
      const pair = `${boxOf(from)} ${boxOf(key)}`;
      removed.delete(pair);
      if (!isNew.has(`${from} ${key}`)) added.delete(pair);
    }
  }
}
