import type { RankedGraph } from './rank-nodes';

/**
 * The graph with a stand-in in every rank that a long edge crosses, so that sweeps see it and boxes make room for it.
 * Items below `tasks` are tasks, the others stand-ins; `chains` has, for each edge, the items it goes through.
 */
export interface ThreadedGraph {
  tasks: number;
  columns: number[][];
  up: number[][];
  down: number[][];
  chains: { from: number; to: number; through: number[] }[];
}

/** A graph of mostly long edges would be all stand-ins: beyond this many a task, edges are drawn straight. */
const MAX_STAND_INS_PER_TASK = 3;
const ALWAYS_ALLOWED = 300;

export function threadEdges({ keys, ranks, below }: RankedGraph): ThreadedGraph {
  const columns: number[][] = [];
  const up: number[][] = keys.map(() => []);
  const down: number[][] = keys.map(() => []);
  const rankOf = (index: number) => ranks[index] ?? 0;
  keys.forEach((_, index) => {
    const rank = rankOf(index);
    columns[rank] ??= [];
    columns[rank]?.push(index);
  });
  let wanted = 0;
  below.forEach((targets, from) => {
    for (const to of targets) wanted += Math.max(0, rankOf(to) - rankOf(from) - 1);
  });
  const threaded = wanted <= Math.max(ALWAYS_ALLOWED, keys.length * MAX_STAND_INS_PER_TASK);

  const chains: ThreadedGraph['chains'] = [];
  const link = (from: number, to: number) => {
    down[from]?.push(to);
    up[to]?.push(from);
  };
  below.forEach((targets, from) => {
    for (const to of targets) {
      const through: number[] = [];
      let last = from;
      for (let rank = rankOf(from) + 1; threaded && rank < rankOf(to); rank++) {
        const standIn = up.length;
        up.push([]);
        down.push([]);
        columns[rank]?.push(standIn);
        link(last, standIn);
        through.push(standIn);
        last = standIn;
      }
      link(last, to);
      chains.push({ from, to, through });
    }
  });
  return { tasks: keys.length, columns, up, down, chains };
}
