import type { GraphLayout, LayoutSizes } from './layout-graph';
import type { RankedGraph } from './rank-nodes';
import { spread } from './spread';
import type { ThreadedGraph } from './thread-edges';

/** A rank of more tasks than this is folded into several columns: a fan-out of 1,000 stays a picture, not a thread. */
const FOLD_ABOVE = 30;
const STAND_IN_HEIGHT = 8;
const PASSES = ['up', 'down', 'up'] as const;

/** A rank's rows, each of one item, or of several tasks side by side where the rank is folded. */
interface Column {
  rows: number[][];
  x: number;
  width: number;
}

export function placeRanks(ranked: RankedGraph, threaded: ThreadedGraph, order: number[][], sizes: LayoutSizes): GraphLayout {
  const columns = buildColumns(order, threaded.tasks, sizes);
  const middle = placeHeights(columns, threaded, sizes);
  const folded = new Set(columns.flatMap((column, rank) => (column.rows.some((row) => row.length > 1) ? [rank] : [])));

  let top = Number.POSITIVE_INFINITY;
  let bottom = 0;
  for (let task = 0; task < threaded.tasks; task++) {
    top = Math.min(top, (middle[task] ?? 0) - sizes.nodeHeight / 2);
    bottom = Math.max(bottom, (middle[task] ?? 0) + sizes.nodeHeight / 2);
  }
  if (threaded.tasks === 0) top = 0;

  const nodes: GraphLayout['nodes'] = new Array(threaded.tasks);
  columns.forEach((column, rank) => {
    for (const row of column.rows) {
      row.forEach((item, place) => {
        if (item >= threaded.tasks) return;
        const x = column.x + place * (sizes.nodeWidth + sizes.columnGap / 2);
        nodes[item] = { key: ranked.keys[item] ?? '', rank, x, y: Math.round((middle[item] ?? 0) - sizes.nodeHeight / 2 - top) };
      });
    }
  });
  const edges = threaded.chains.map(({ from, to, through }) => {
    const first = (ranked.ranks[from] ?? 0) + 1;
    const bends = through.flatMap((item, step) => {
      const column = columns[first + step];
      if (!column || folded.has(first + step)) return [];
      const y = Math.round((middle[item] ?? 0) - top);
      return [
        { x: column.x, y },
        { x: column.x + column.width, y },
      ];
    });
    return { from: ranked.keys[from] ?? '', to: ranked.keys[to] ?? '', bends };
  });
  const last = columns.at(-1);
  return {
    nodes,
    edges,
    ranks: order.map((column) => column.filter((item) => item < threaded.tasks).map((item) => ranked.keys[item] ?? '')),
    left: 0,
    top: 0,
    width: last ? last.x + last.width : 0,
    height: bottom - top,
  };
}

function buildColumns(order: number[][], tasks: number, sizes: LayoutSizes): Column[] {
  let x = 0;
  return order.map((items) => {
    const boxes = items.filter((item) => item < tasks);
    // Boxes are about three times as wide as high, screens 1.6 times: hence 1.8 rows for each column.
    const across = boxes.length > FOLD_ABOVE ? Math.ceil(boxes.length / Math.ceil(Math.sqrt(boxes.length * 1.8))) : 1;
    const rows: number[][] = [];
    if (across === 1) for (const item of items) rows.push([item]);
    else for (let start = 0; start < boxes.length; start += across) rows.push(boxes.slice(start, start + across));
    const width = across * sizes.nodeWidth + ((across - 1) * sizes.columnGap) / 2;
    const column = { rows, x, width };
    x += width + sizes.columnGap;
    return column;
  });
}

/** The middle of each item in pixels from an arbitrary zero: near the mean of its neighbours, never overlapping. */
function placeHeights(columns: Column[], threaded: ThreadedGraph, sizes: LayoutSizes): Float64Array {
  const middle = new Float64Array(threaded.up.length);
  const heightOf = (row: number[]) => (row.every((item) => item >= threaded.tasks) ? STAND_IN_HEIGHT : sizes.nodeHeight);
  const gapOf = (row: number[], next: number[]) => (heightOf(row) + heightOf(next)) / 2 + sizes.rowGap;
  for (const { rows } of columns) {
    const places = spread(
      rows.map(() => 0),
      gaps(rows, gapOf),
    );
    write(rows, places, middle);
  }
  for (const pass of PASSES) {
    const neighbours = pass === 'up' ? threaded.up : threaded.down;
    const ordered = pass === 'up' ? columns : columns.toReversed();
    for (const { rows } of ordered) {
      const wanted = rows.map((row) => {
        let sum = 0;
        let count = 0;
        for (const item of row) {
          for (const neighbour of neighbours[item] ?? []) {
            sum += middle[neighbour] ?? 0;
            count++;
          }
        }
        return count > 0 ? sum / count : (middle[row[0] ?? 0] ?? 0);
      });
      write(rows, spread(wanted, gaps(rows, gapOf)), middle);
    }
  }
  return middle;
}

function gaps(rows: number[][], gapOf: (row: number[], next: number[]) => number): number[] {
  return rows.slice(1).map((row, index) => gapOf(rows[index] ?? [], row));
}

function write(rows: number[][], places: number[], middle: Float64Array): void {
  rows.forEach((row, index) => {
    for (const item of row) middle[item] = places[index] ?? 0;
  });
}
