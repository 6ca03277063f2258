import type { GraphLayout, PlacedNode } from './layout-graph';

/** Where a key takes the cursor: along the edges, within a rank, or on and back in reading order. */
export type Direction = 'left' | 'right' | 'up' | 'down' | 'next' | 'previous';

/** The task one step from `key`, or `key` itself at the border. Without a cursor every step leads to the first task. */
export function stepTo(layout: GraphLayout, key: string | null, direction: Direction): string | null {
  const inOrder = layout.ranks.flat();
  const here = key === null ? undefined : layout.nodes.find((node) => node.key === key);
  if (!here) return inOrder[0] ?? null;
  switch (direction) {
    case 'next':
    case 'previous': {
      const index = inOrder.indexOf(here.key) + (direction === 'next' ? 1 : -1);
      return inOrder[index] ?? here.key;
    }
    case 'up':
    case 'down':
      return vertical(layout.nodes, here, direction === 'down' ? 1 : -1);
    case 'left':
    case 'right': {
      const keys = layout.edges.flatMap((edge) => {
        if (direction === 'right') return edge.from === here.key ? [edge.to] : [];
        return edge.to === here.key ? [edge.from] : [];
      });
      const found = new Set(keys);
      const neighbours = layout.nodes.filter((node) => found.has(node.key));
      return nearest(neighbours, here)?.key ?? here.key;
    }
  }
}

function vertical(nodes: readonly PlacedNode[], here: PlacedNode, sign: 1 | -1): string {
  const beyond = nodes.filter((node) => node.rank === here.rank && (node.y - here.y) * sign > 0);
  // In a folded rank the same column goes first.
  const column = beyond.filter((node) => node.x === here.x);
  return nearest(column.length > 0 ? column : beyond, here)?.key ?? here.key;
}

function nearest(nodes: readonly PlacedNode[], here: PlacedNode): PlacedNode | undefined {
  let best: PlacedNode | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const node of nodes) {
    const distance = Math.abs(node.y - here.y) + Math.abs(node.x - here.x) / 4;
    if (distance < bestDistance) {
      best = node;
      bestDistance = distance;
    }
  }
  return best;
}
