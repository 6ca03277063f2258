import type { GraphBox } from '@/lib/graph-layout/group-tasks';
import { type GraphLayout, type PlacedEdge, type PlacedNode, SIZES } from '@/lib/graph-layout/layout-graph';
import type { Point } from './edit-state';

const { nodeWidth, nodeHeight, columnGap, rowGap } = SIZES;
/** From one column to the next. */
const STEP = nodeWidth + columnGap;

/**
 * The picture of a draft: what was laid out before stays where it is, a new box comes to stand behind what it waits for (what
 * waits for it makes room), and what the person placed is where they put it.
 */
export function layoutDraft(root: GraphLayout, boxes: readonly GraphBox[], placed: ReadonlyMap<string, Point>): GraphLayout {
  const known = new Map(root.nodes.map((node) => [node.key, node]));
  const nodes = new Map<string, PlacedNode>();
  const added: GraphBox[] = [];
  for (const box of boxes) {
    const node = known.get(box.key);
    const put = placed.get(box.key);
    // Who stays is the same object: that is how unchanged edges and boxes are known.
    if (node) nodes.set(box.key, put && (put.x !== node.x || put.y !== node.y) ? { ...node, ...put } : node);
    else added.push(box);
  }
  settlePinned(nodes, placed);
  const shifts: Shift[] = [];
  const below = dependentsOf(added, boxes);
  for (const box of added) nodes.set(box.key, placeNew(box, nodes, below.get(box.key) ?? [], placed, shifts));
  const list = [...nodes.values()];
  return { nodes: list, edges: edgesOf(root, boxes, nodes, placed, shifts), ranks: ranksOf(root, added, nodes), ...boundsOf(list) };
}

/** Everything at or right of `from` goes `by` to the right. */
interface Shift {
  from: number;
  by: number;
}

function placeNew(
  box: GraphBox,
  nodes: Map<string, PlacedNode>,
  dependents: readonly string[],
  placed: ReadonlyMap<string, Point>,
  shifts: Shift[],
): PlacedNode {
  const above = box.dependsOn.flatMap((key) => nodes.get(key) ?? []);
  const below = dependents.flatMap((key) => nodes.get(key) ?? []);
  const rank = Math.max(-1, ...above.map((node) => node.rank)) + 1;
  const put = placed.get(box.key);
  if (put) return { key: box.key, rank, ...put };
  const mean = (list: readonly PlacedNode[]) => list.reduce((sum, node) => sum + node.y, 0) / list.length;
  const near = [...(above.length > 0 ? [mean(above)] : []), ...(below.length > 0 ? [mean(below)] : [])];
  const left = Math.min(...below.map((node) => node.x));
  const x = above.length > 0 ? Math.max(...above.map((node) => node.x)) + STEP : below.length > 0 ? left - STEP : 0;
  const missing = x + STEP - left;
  if (above.length > 0 && below.length > 0 && missing > 0 && left > x - STEP) {
    shifts.push({ from: left, by: missing });
    for (const [key, node] of nodes) if (node.x >= left && !placed.has(key)) nodes.set(key, { ...node, x: node.x + missing });
  }
  const y = near.length > 0 ? near.reduce((sum, each) => sum + each, 0) / near.length : bottomOf(nodes);
  return { key: box.key, rank, x, y: freeHeight(nodes.values(), x, Math.round(y)) };
}

/** The height nearest to the wanted one at which a box has room. */
export function freeHeight(nodes: Iterable<Point>, x: number, wanted: number): number {
  const height = nodeHeight + rowGap / 2;
  const beside: number[] = [];
  for (const node of nodes) if (Math.abs(node.x - x) < nodeWidth + columnGap / 4) beside.push(node.y);
  const isFree = (y: number) => beside.every((other) => Math.abs(other - y) >= height);
  if (isFree(wanted)) return wanted;
  const free = beside.flatMap((y) => [y - height, y + height]).filter(isFree);
  return free.sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))[0] ?? wanted;
}

/** What was laid out where the person has put something goes out of its way. */
function settlePinned(nodes: Map<string, PlacedNode>, placed: ReadonlyMap<string, Point>): void {
  const pinned = [...placed].filter(([key]) => nodes.has(key)).map(([, point]) => point);
  if (pinned.length === 0) return;
  const covered = (node: PlacedNode) => pinned.some((pin) => Math.abs(pin.x - node.x) < nodeWidth && Math.abs(pin.y - node.y) < nodeHeight);
  for (const [key, node] of nodes) {
    if (placed.has(key) || !covered(node)) continue;
    const others = [...nodes.values()].filter((other) => other.key !== key);
    nodes.set(key, { ...node, y: freeHeight(others, node.x, node.y) });
  }
}

const bottomOf = (nodes: ReadonlyMap<string, PlacedNode>): number =>
  Math.max(-nodeHeight - rowGap, ...[...nodes.values()].map((node) => node.y)) + nodeHeight + rowGap;

/** Who waits for what is new. */
function dependentsOf(added: readonly GraphBox[], boxes: readonly GraphBox[]): ReadonlyMap<string, readonly string[]> {
  const below = new Map(added.map((box) => [box.key, [] as string[]]));
  if (below.size === 0) return below;
  for (const box of boxes) for (const key of box.dependsOn) below.get(key)?.push(box.key);
  return below;
}

/** The edges of a layout by their end and their beginning. */
type EdgesByEnd = ReadonlyMap<string, ReadonlyMap<string, PlacedEdge>>;

const laidOut = new WeakMap<GraphLayout, EdgesByEnd>();

function edgesByEnd(root: GraphLayout): EdgesByEnd {
  const known = laidOut.get(root);
  if (known) return known;
  const made = new Map<string, Map<string, PlacedEdge>>();
  for (const edge of root.edges) {
    const edges = made.get(edge.to) ?? new Map<string, PlacedEdge>();
    made.set(edge.to, edges.set(edge.from, edge));
  }
  laidOut.set(root, made);
  return made;
}

/** An edge keeps its bends while both its boxes stand where they were laid out; it is the same object then. */
function edgesOf(
  root: GraphLayout,
  boxes: readonly GraphBox[],
  nodes: ReadonlyMap<string, PlacedNode>,
  placed: ReadonlyMap<string, Point>,
  shifts: readonly Shift[],
): PlacedEdge[] {
  const known = edgesByEnd(root);
  const shifted = (x: number) => shifts.reduce((at, { from, by }) => (at >= from ? at + by : at), x);
  const edges: PlacedEdge[] = [];
  for (const { key: to, dependsOn } of boxes) {
    const into = known.get(to);
    const isPut = placed.has(to);
    for (const from of dependsOn) {
      if (!nodes.has(from)) continue;
      const edge = into?.get(from);
      const bends = isPut || placed.has(from) ? [] : (edge?.bends ?? []);
      if (edge && (edge.bends.length === 0 || (bends === edge.bends && shifts.length === 0))) edges.push(edge);
      else edges.push({ from, to, bends: bends.map(({ x, y }) => ({ x: shifted(x), y })) });
    }
  }
  return edges;
}

function ranksOf(root: GraphLayout, added: readonly GraphBox[], nodes: ReadonlyMap<string, PlacedNode>): string[][] {
  const ranks = root.ranks.map((rank) => rank.filter((key) => nodes.has(key)));
  for (const { key } of added) {
    const rank = nodes.get(key)?.rank ?? 0;
    ranks[rank] = [...(ranks[rank] ?? []), key];
  }
  return ranks;
}

function boundsOf(nodes: readonly PlacedNode[]): Pick<GraphLayout, 'left' | 'top' | 'width' | 'height'> {
  let left = 0;
  let top = 0;
  let right = 0;
  let bottom = 0;
  for (const { x, y } of nodes) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + nodeWidth);
    bottom = Math.max(bottom, y + nodeHeight);
  }
  return { left, top, width: right - left, height: bottom - top };
}
