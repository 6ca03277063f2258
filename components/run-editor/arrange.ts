import { SIZES } from '@/lib/graph-layout/layout-graph';
import type { Point } from './edit-state';

export type Arrangement = 'left' | 'right' | 'top' | 'bottom' | 'across' | 'down';

/** Where boxes go when they are aligned (`left` to `bottom`) or spread evenly (`across`, `down`). Those that stay are left out. */
export function arrange(boxes: ReadonlyMap<string, Point>, how: Arrangement): Map<string, Point> {
  const all = [...boxes];
  const xs = all.map(([, { x }]) => x);
  const ys = all.map(([, { y }]) => y);
  const moved = (to: (point: Point) => Point) => new Map(all.map(([key, point]) => [key, to(point)]));
  const next = (() => {
    switch (how) {
      case 'left':
        return moved(({ y }) => ({ x: Math.min(...xs), y }));
      case 'right':
        return moved(({ y }) => ({ x: Math.max(...xs), y }));
      case 'top':
        return moved(({ x }) => ({ x, y: Math.min(...ys) }));
      case 'bottom':
        return moved(({ x }) => ({ x, y: Math.max(...ys) }));
      case 'across':
        return spreadOut(all, 'x', SIZES.nodeWidth + SIZES.columnGap / 2);
      case 'down':
        return spreadOut(all, 'y', SIZES.nodeHeight + SIZES.rowGap / 2);
    }
  })();
  return new Map([...next].filter(([key, { x, y }]) => boxes.get(key)?.x !== x || boxes.get(key)?.y !== y));
}

/** Even steps from the first to the last, wide enough that none covers the next. */
function spreadOut(all: readonly (readonly [string, Point])[], axis: 'x' | 'y', least: number): Map<string, Point> {
  const sorted = all.toSorted(([, a], [, b]) => a[axis] - b[axis]);
  const first = sorted[0]?.[1][axis] ?? 0;
  const last = sorted.at(-1)?.[1][axis] ?? 0;
  const step = Math.max(least, (last - first) / Math.max(1, sorted.length - 1));
  return new Map(sorted.map(([key, point], index) => [key, { ...point, [axis]: Math.round(first + index * step) }]));
}
