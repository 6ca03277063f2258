import type { ThreadedGraph } from './thread-edges';

const SWEEPS = 4;

/** Orders every rank by the mean position of its neighbours, sweeping right, left, right, left. Ties keep their order. */
export function orderRanks({ columns, up, down }: ThreadedGraph): number[][] {
  const position = new Float64Array(up.length);
  const order = columns.map((column) => [...column]);
  // Positions are shares of a column's height: a rank of 3 and one of 300 are then comparable.
  const settle = (column: number[]) => {
    column.forEach((item, index) => {
      position[item] = (index + 0.5) / column.length;
    });
  };
  order.forEach(settle);
  const weight = new Float64Array(up.length);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const rightwards = sweep % 2 === 0;
    const neighbours = rightwards ? up : down;
    for (let step = 0; step < order.length; step++) {
      const column = order[rightwards ? step : order.length - 1 - step] ?? [];
      for (const item of column) weight[item] = meanPosition(neighbours[item] ?? [], position) ?? position[item] ?? 0;
      column.sort((a, b) => (weight[a] ?? 0) - (weight[b] ?? 0));
      settle(column);
    }
  }
  return order;
}

function meanPosition(items: readonly number[], position: Float64Array): number | undefined {
  if (items.length === 0) return undefined;
  let sum = 0;
  for (const item of items) sum += position[item] ?? 0;
  return sum / items.length;
}
