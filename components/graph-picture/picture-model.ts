import type { PictureTask } from '@/lib/contracts/edit';
import { edgePath } from '@/lib/graph-layout/edge-path';
import { type LayoutInput, type LayoutSizes, layoutGraph, type PlacedNode } from '@/lib/graph-layout/layout-graph';

/** What became of a task or an edge, whose change it is, or that it waits for a word. */
export type Mark = 'added' | 'removed' | 'changed' | 'theirs' | 'mine' | 'clash' | 'asks' | 'waits';

export interface PictureNode {
  key: string;
  title: string;
  status: string;
  kind: string;
  mark: Mark | null;
  /** On its corner; else the mark's own word. */
  tag?: string;
}

export interface PictureEdge {
  from: string;
  to: string;
  mark: Mark | null;
}

/** A graph with places for everything in it. */
export interface Picture {
  nodes: (PictureNode & { x: number; y: number })[];
  edges: (PictureEdge & { path: string })[];
  width: number;
  height: number;
  /** Where it begins: at most zero. */
  top: number;
}

export const PICTURE_SIZES: LayoutSizes = { nodeWidth: 144, nodeHeight: 30, columnGap: 30, rowGap: 16 };

/** Larger graphs show what stands beside a change unless all is asked for. */
export const WHOLE_UP_TO = 60;

export const edgeId = (from: string, to: string): string => `${from} ${to}`;

/** Lays a marked graph out. Removed edges are left out of the layout where they would close a cycle, and drawn all the same. */
export function placePicture(nodes: readonly PictureNode[], edges: readonly PictureEdge[]): Picture {
  const all = inputsOf(nodes, edges);
  const inputs = isAcyclic(all)
    ? all
    : inputsOf(
        nodes,
        edges.filter((edge) => edge.mark !== 'removed'),
      );
  const layout = layoutGraph(isAcyclic(inputs) ? inputs : inputs.map(({ key }) => ({ key, dependsOn: [] })), PICTURE_SIZES);
  const placed = new Map(layout.nodes.map((node) => [node.key, node]));
  const bends = new Map(layout.edges.map((edge) => [edgeId(edge.from, edge.to), edge.bends]));
  // Long edges go round boxes, above the first row or below the last: the picture has room for them.
  const heights = layout.edges.flatMap((edge) => edge.bends.map((bend) => bend.y));
  const top = Math.min(0, ...heights);
  const bottom = Math.max(layout.height, ...heights);
  return {
    top,
    nodes: nodes.flatMap((node) => {
      const at = placed.get(node.key);
      return at ? [{ ...node, x: at.x, y: at.y }] : [];
    }),
    edges: edges.flatMap((edge) => {
      const path = pathOf(edge, placed, bends.get(edgeId(edge.from, edge.to)) ?? []);
      return path === null ? [] : [{ ...edge, path }];
    }),
    width: layout.width,
    height: bottom - top,
  };
}

function pathOf({ from, to }: PictureEdge, placed: ReadonlyMap<string, PlacedNode>, bends: { x: number; y: number }[]): string | null {
  const start = placed.get(from);
  const end = placed.get(to);
  return start && end ? edgePath({ from, to, bends }, start, end, PICTURE_SIZES) : null;
}

function inputsOf(nodes: readonly PictureNode[], edges: readonly PictureEdge[]): LayoutInput[] {
  const dependsOn = new Map<string, string[]>(nodes.map((node) => [node.key, []]));
  for (const edge of edges) if (dependsOn.has(edge.from)) dependsOn.get(edge.to)?.push(edge.from);
  return [...dependsOn].map(([key, keys]) => ({ key, dependsOn: keys }));
}

function isAcyclic(inputs: readonly LayoutInput[]): boolean {
  const missing = new Map(inputs.map((input) => [input.key, input.dependsOn.length]));
  const below = new Map<string, string[]>();
  for (const { key, dependsOn } of inputs) {
    for (const from of dependsOn) {
      const keys = below.get(from);
      if (keys) keys.push(key);
      else below.set(from, [key]);
    }
  }
  const queue = inputs.filter((input) => input.dependsOn.length === 0).map((input) => input.key);
  for (let at = 0; at < queue.length; at++) {
    for (const key of below.get(queue[at] ?? '') ?? []) {
      const left = (missing.get(key) ?? 0) - 1;
      missing.set(key, left);
      if (left === 0) queue.push(key);
    }
  }
  return queue.length === inputs.length;
}

export interface ChangePictures {
  before: Picture;
  after: Picture;
  /** Tasks that are there and not drawn. */
  hidden: number;
}

interface Change {
  before: readonly PictureTask[];
  after: readonly PictureTask[];
  /** Keys whose specification is another. */
  changed: readonly string[];
}

/**
 * A graph before and behind a change. Both pictures keep the same places, so that the eye finds what is another; a large one shows
 * the changed tasks with those beside them unless `whole`.
 */
export function changePictures({ before, after, changed }: Change, whole: boolean): ChangePictures {
  const old = new Map(before.map((task) => [task.key, task]));
  const now = new Map(after.map((task) => [task.key, task]));
  const everyone = [...after, ...before.filter((task) => !now.has(task.key))];
  const isChanged = new Set(changed);
  const markOf = (key: string): Mark | null =>
    !old.has(key) ? 'added' : !now.has(key) ? 'removed' : isChanged.has(key) ? 'changed' : null;
  const edges = [...edgesOf(after, old, now, 'added'), ...edgesOf(before, now, old, 'removed').filter((edge) => edge.mark === 'removed')];
  const nodes = everyone.map(({ key, title, status, kind }): PictureNode => ({ key, title, status, kind, mark: markOf(key) }));
  const shown = whole || nodes.length <= WHOLE_UP_TO ? null : besideMarks(nodes, edges);
  const drawn = shown ? nodes.filter((node) => shown.has(node.key)) : nodes;
  const picture = placePicture(drawn, shown ? edges.filter((edge) => shown.has(edge.from) && shown.has(edge.to)) : edges);
  const side = (tasks: ReadonlyMap<string, PictureTask>, mine: Mark): Picture => ({
    ...picture,
    nodes: picture.nodes.flatMap((node) => {
      const task = tasks.get(node.key);
      return task ? [{ ...node, title: task.title, status: task.status, kind: task.kind }] : [];
    }),
    edges: picture.edges.filter((edge) => edge.mark === null || edge.mark === mine),
  });
  return { before: side(old, 'removed'), after: side(now, 'added'), hidden: nodes.length - drawn.length };
}

/** The edges of one graph; those that the other has not bear the mark. */
function edgesOf(
  tasks: readonly PictureTask[],
  other: ReadonlyMap<string, PictureTask>,
  own: ReadonlyMap<string, PictureTask>,
  mark: Mark,
): PictureEdge[] {
  return tasks.flatMap((task) => {
    const there = new Set(other.get(task.key)?.dependsOn);
    return task.dependsOn
      .filter((from) => own.has(from))
      .map((from): PictureEdge => ({ from, to: task.key, mark: there.has(from) ? null : mark }));
  });
}

/** What bears a mark, the ends of marked edges, and all that stands one edge away; the first tasks where nothing does. */
export function besideMarks(nodes: readonly PictureNode[], edges: readonly PictureEdge[]): ReadonlySet<string> {
  const marked = new Set(nodes.filter((node) => node.mark !== null).map((node) => node.key));
  for (const edge of edges) {
    if (edge.mark === null) continue;
    marked.add(edge.from);
    marked.add(edge.to);
  }
  if (marked.size === 0) return new Set(nodes.slice(0, WHOLE_UP_TO).map((node) => node.key));
  const shown = new Set(marked);
  for (const { from, to } of edges) {
    // A change beside a task of a thousand edges shows some of them.
    if (shown.size >= marked.size + WHOLE_UP_TO) break;
    if (marked.has(from)) shown.add(to);
    else if (marked.has(to)) shown.add(from);
  }
  return shown;
}
