import { describe, expect, it } from 'vitest';
import { type LayoutInput, layoutGraph } from './layout-graph';

/** `a>b c>b` reads "b waits for a and for c"; a bare word is a task without neighbours. */
function graph(drawing: string): LayoutInput[] {
  const tasks = new Map<string, string[]>();
  const touch = (key: string) => tasks.get(key) ?? tasks.set(key, []).get(key) ?? [];
  for (const word of drawing.trim().split(/\s+/)) {
    const path = word.split('>');
    path.forEach((key, index) => {
      const dependsOn = touch(key);
      const previous = path[index - 1];
      if (previous !== undefined) dependsOn.push(previous);
    });
  }
  return [...tasks].map(([key, dependsOn]) => ({ key, dependsOn }));
}

const at = (tasks: LayoutInput[], key: string) => {
  const node = layoutGraph(tasks).nodes.find((each) => each.key === key);
  if (!node) throw new Error(`${key} was not placed`);
  return node;
};

describe('layoutGraph', () => {
  it('puts a chain on one line', () => {
    // a ── b ── c
    const tasks = graph('a>b>c');
    const { ranks, nodes } = layoutGraph(tasks);
    expect(ranks).toEqual([['a'], ['b'], ['c']]);
    expect(new Set(nodes.map((node) => node.y)).size).toBe(1);
    expect(at(tasks, 'a').x).toBeLessThan(at(tasks, 'b').x);
  });

  it('ranks by the longest way', () => {
    // a ── b ── c ── d
    //  └─────────────┘
    expect(layoutGraph(graph('a>b>c>d a>d')).ranks).toEqual([['a'], ['b'], ['c'], ['d']]);
  });

  it('centres a diamond', () => {
    //      ┌ b ┐
    // a ───┼ c ┼── e
    //      └ d ┘
    const tasks = graph('a>b>e a>c>e a>d>e');
    expect(at(tasks, 'a').y).toBe(at(tasks, 'c').y);
    expect(at(tasks, 'e').y).toBe(at(tasks, 'c').y);
    expect(at(tasks, 'b').y).toBeLessThan(at(tasks, 'c').y);
  });

  it('untangles crossed pairs', () => {
    // a ─┐ ┌─ x        a ── y
    // b ─┼─┘      →    b ── x
    //    └─── y
    const { ranks } = layoutGraph(graph('a b x y b>x a>y'));
    expect(ranks[0]?.indexOf('a')).toBe(ranks[1]?.indexOf('y'));
    expect(ranks[0]?.indexOf('b')).toBe(ranks[1]?.indexOf('x'));
  });

  it('bends a long edge around the boxes it would cross', () => {
    // a ── b ── c
    //  └────────┘
    const { edges, nodes } = layoutGraph(graph('a>b>c a>c'));
    const long = edges.find((edge) => edge.from === 'a' && edge.to === 'c');
    const b = nodes.find((node) => node.key === 'b');
    expect(long?.bends).toHaveLength(2);
    for (const bend of long?.bends ?? []) expect(bend.y < (b?.y ?? 0) || bend.y > (b?.y ?? 0) + 52).toBe(true);
  });

  it('never lets boxes overlap', () => {
    //    ┌ b0 … b9 ┐
    // a ─┤         ├ z, and three tasks on their own
    //    └ c0 … c9 ┘
    const words = Array.from({ length: 10 }, (_, i) => `a>b${i}>z a>c${i}>b${i}`).join(' ');
    const { nodes } = layoutGraph(graph(`${words} p q r`));
    for (const one of nodes) {
      for (const other of nodes) {
        if (one === other) continue;
        expect(Math.abs(one.x - other.x) >= 184 || Math.abs(one.y - other.y) >= 52).toBe(true);
      }
    }
  });

  it('folds a wide rank into columns', () => {
    //    ┌ b0  b1  … ┐
    // a ─┤ …         ├ z
    //    └ … b399    ┘
    const { width, height, nodes } = layoutGraph(graph(Array.from({ length: 400 }, (_, i) => `a>b${i}>z`).join(' ')));
    expect(nodes).toHaveLength(402);
    expect(height / width).toBeGreaterThan(0.3);
    expect(height / width).toBeLessThan(1);
  });

  it('ignores unknown dependencies, and survives a circle', () => {
    // a ── ?      b ⇄ c
    const { nodes } = layoutGraph([
      { key: 'a', dependsOn: ['ghost'] },
      { key: 'b', dependsOn: ['c'] },
      { key: 'c', dependsOn: ['b'] },
    ]);
    expect(nodes.map((node) => node.key).sort()).toEqual(['a', 'b', 'c']);
  });

  it('gives the same picture for the same graph', () => {
    //  a ─ b ─ d
    //   └─ c ──┘
    const tasks = graph('a>b>d a>c>d x>y');
    expect(layoutGraph(tasks)).toEqual(layoutGraph(structuredClone(tasks)));
  });

  it('has room for nothing', () => {
    //  (empty)
    expect(layoutGraph([])).toEqual({ nodes: [], edges: [], ranks: [], left: 0, top: 0, width: 0, height: 0 });
  });
});
