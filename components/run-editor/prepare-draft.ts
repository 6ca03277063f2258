import type { PreparedGraph } from '@/components/run-graph/prepare-graph';
import type { EditableGraph, EditableTask } from '@/lib/contracts/edit';
import { edgePath } from '@/lib/graph-layout/edge-path';
import { boxesOf, type TaskGroup } from '@/lib/graph-layout/group-tasks';
import { type GraphLayout, layoutGraph, type PlacedEdge, type PlacedNode, SIZES } from '@/lib/graph-layout/layout-graph';
import { compareGraphs, type GraphChanges, unionOf } from './compare-graphs';
import { layoutDraft } from './draft-layout';
import type { DrawnEdge } from './edge-geometry';
import type { EdgeRef, EditState } from './edit-state';

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
  const draw = createDrawer();
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
        : draw(layoutDraft(layoutOf(unionOf(root.base, root.draft), closed), boxesOf(tasks, closed), placed), tasks, changes, closed);
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

/** Draws one layout after another. An edge whose ends stand where they stood is the drawing of before, and so is all that leaves a box. */
function createDrawer() {
  const known = new WeakMap<PlacedEdge, { from: PlacedNode; to: PlacedNode; edge: DrawnEdge }>();
  let fansBefore: ReadonlyMap<string, Fan> = new Map();
  const drawEdge = (placedEdge: PlacedEdge, from: PlacedNode, to: PlacedNode, kind: DrawnEdge['kind']): DrawnEdge => {
    const was = known.get(placedEdge);
    if (was && was.from === from && was.to === to && was.edge.kind === kind) return was.edge;
    const half = SIZES.nodeHeight / 2;
    const points = [{ x: from.x + SIZES.nodeWidth, y: from.y + half }, ...placedEdge.bends, { x: to.x, y: to.y + half }];
    const edge = { from: from.key, to: to.key, kind, path: edgePath(placedEdge, from, to, SIZES), points };
    known.set(placedEdge, { from, to, edge });
    return edge;
  };
  return (layout: GraphLayout, tasks: readonly EditableTask[], changes: GraphChanges, closed: readonly TaskGroup[]): PreparedDraft => {
    const placed = new Map(layout.nodes.map((node) => [node.key, node]));
    const groupOf = new Map(closed.flatMap((group) => group.keys.map((key) => [key, group.id] as const)));
    const boxOf = (key: string) => groupOf.get(key) ?? key;
    const changed = boxEdges(tasks, changes, boxOf, closed.length > 0);
    const edges: DrawnEdge[] = [];
    const fans = new Map<string, DrawnEdge[]>();
    const draw = (edge: PlacedEdge, kind: DrawnEdge['kind']) => {
      const from = placed.get(edge.from);
      const to = placed.get(edge.to);
      if (!from || !to) return;
      const one = drawEdge(edge, from, to, kind);
      edges.push(one);
      if (kind !== 'kept') return;
      const fan = fans.get(edge.from);
      if (fan) fan.push(one);
      else fans.set(edge.from, [one]);
    };
    for (const edge of layout.edges) {
      const pair = changed.ends.has(edge.to) ? pairOf(edge) : null;
      // Edges of what is removed are laid out with it.
      draw(edge, pair === null ? 'kept' : changed.removed.delete(pair) ? 'removed' : changed.added.has(pair) ? 'added' : 'kept');
    }
    for (const { from, to } of changed.removed.values()) if (from !== to) draw({ from, to, bends: [] }, 'removed');
    fansBefore = new Map([...fans].map(([from, list]) => [from, fanOf(from, list, fansBefore.get(from))]));
    return {
      ...{ layout, placed, boxOf, changes, tasks, edges, fans: [...fansBefore.values()] },
      touching: (key) => joinPaths(edges.filter(({ from, to, kind }) => kind !== 'removed' && (from === key || to === key))),
      addedPath: joinPaths(edges.filter(({ kind }) => kind === 'added')),
      removedPath: joinPaths(edges.filter(({ kind }) => kind === 'removed')),
    };
  };
}

interface Fan {
  from: string;
  path: string;
  edges: readonly DrawnEdge[];
}

function fanOf(from: string, edges: readonly DrawnEdge[], was: Fan | undefined): Fan {
  if (was?.edges.length === edges.length && was.edges.every((edge, index) => edge === edges[index])) return was;
  return { from, path: joinPaths(edges), edges };
}

const joinPaths = (edges: readonly DrawnEdge[]): string => edges.map((edge) => edge.path).join('');

/** No key has a line break in it, and no group's name. */
const pairOf = ({ from, to }: EdgeRef): string => `${from}\n${to}`;

interface BoxEdges {
  added: ReadonlyMap<string, EdgeRef>;
  removed: Map<string, EdgeRef>;
  /** Boxes that one of them leads to. */
  ends: ReadonlySet<string>;
}

/** What is new and what is gone, from box to box. Between two groups only the first edge is new, and only the last one is gone. */
function boxEdges(
  tasks: readonly EditableTask[],
  { marks, edges }: GraphChanges,
  boxOf: (key: string) => string,
  isGrouped: boolean,
): BoxEdges {
  const between = (list: readonly EdgeRef[]) =>
    new Map(list.map(({ from, to }) => ({ from: boxOf(from), to: boxOf(to) })).map((edge) => [pairOf(edge), edge]));
  const added = between(edges.added);
  const removed = between(edges.removed);
  const ends = new Set([...added.values(), ...removed.values()].map((edge) => edge.to));
  if (!isGrouped || ends.size === 0) return { added, removed, ends };
  const isNew = new Set(edges.added.map(pairOf));
  for (const { key: to, dependsOn } of tasks) {
    if (!ends.has(boxOf(to)) || marks.get(to) === 'removed') continue;
    for (const from of dependsOn) {
      const pair = pairOf({ from: boxOf(from), to: boxOf(to) });
      removed.delete(pair);
      if (!isNew.has(pairOf({ from, to }))) added.delete(pair);
    }
  }
  return { added, removed, ends };
}
