import type { Point } from './edit-state';

/** An edge as it is drawn, for the pointer: `points` are those of its path, the ends and the bends between them. */
export interface DrawnEdge {
  from: string;
  to: string;
  kind: 'kept' | 'added' | 'removed';
  path: string;
  points: readonly Point[];
}

const SAMPLES = 14;

/** The edge whose line passes nearest to a point, at most `reach` away; null where none does. */
export function edgeAt(edges: readonly DrawnEdge[], at: Point, reach: number): DrawnEdge | null {
  let best: DrawnEdge | null = null;
  let nearest = reach;
  for (const edge of edges) {
    if (edge.kind === 'removed' || !isNear(edge.points, at, reach)) continue;
    const distance = distanceTo(edge.points, at);
    if (distance <= nearest) {
      nearest = distance;
      best = edge;
    }
  }
  return best;
}

function isNear(points: readonly Point[], { x, y }: Point, reach: number): boolean {
  let left = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let top = left;
  let bottom = right;
  for (const point of points) {
    left = Math.min(left, point.x);
    right = Math.max(right, point.x);
    top = Math.min(top, point.y);
    bottom = Math.max(bottom, point.y);
  }
  return x >= left - reach && x <= right + reach && y >= top - reach && y <= bottom + reach;
}

/** The same curves as the layout's paths, in short straight pieces. */
function distanceTo(points: readonly Point[], at: Point): number {
  let least = Number.POSITIVE_INFINITY;
  for (let index = 1; index < points.length; index++) {
    const a = points[index - 1];
    const b = points[index];
    if (!a || !b) continue;
    let last = a;
    for (let step = 1; step <= SAMPLES; step++) {
      const next = a.y === b.y ? lerp(a, b, step / SAMPLES) : curve(a, b, step / SAMPLES);
      least = Math.min(least, toPiece(at, last, next));
      last = next;
    }
  }
  return least;
}

const lerp = (a: Point, b: Point, t: number): Point => ({ x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t });

function curve(a: Point, b: Point, t: number): Point {
  const middle = (a.x + b.x) / 2;
  const s = 1 - t;
  const weigh = (p0: number, p1: number, p2: number, p3: number) => s ** 3 * p0 + 3 * s * s * t * p1 + 3 * s * t * t * p2 + t ** 3 * p3;
  return { x: weigh(a.x, middle, middle, b.x), y: weigh(a.y, a.y, b.y, b.y) };
}

function toPiece(at: Point, a: Point, b: Point): number {
  const length = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((at.x - a.x) * (b.x - a.x) + (at.y - a.y) * (b.y - a.y)) / length));
  const near = lerp(a, b, along);
  return Math.hypot(at.x - near.x, at.y - near.y);
}
