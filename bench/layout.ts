import { layoutGraph } from '@/lib/graph-layout/layout-graph';
import { median, ms } from './stats';

/** A graph of the shape agents plan: ranks of about 25, each task behind up to three of the rank before. */
function graphOf(nodes: number): { key: string; dependsOn: string[] }[] {
  const width = 25;
  return Array.from({ length: nodes }, (_, index) => {
    const above = Math.floor(index / width - 1) * width;
    const behind = above < 0 ? [] : [0, 7, 13].map((step) => `n${above + ((index * 3 + step) % width)}`);
    return { key: `n${index}`, dependsOn: [...new Set(behind)] };
  });
}

/** In the time the console's own layout takes, on one thread. */
export function measureLayout(): string[] {
  return [1_000, 5_000].map((nodes) => {
    const graph = graphOf(nodes);
    const timesMs = Array.from({ length: 5 }, () => {
      const from = performance.now();
      layoutGraph(graph);
      return performance.now() - from;
    });
    return `layout of ${nodes} nodes  ${ms(median(timesMs))}`;
  });
}
