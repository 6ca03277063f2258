import { describe, expect, it } from 'vitest';
import { edgeVerdict } from '@/lib/graph/edges';
import { edgesInto } from '@/lib/graph/edges-into';
import { type CascadeTask, cascadeFrom } from './cascade';

interface Given {
  deps?: number[];
  status?: CascadeTask['status'];
  waitingFor?: string;
  resolved?: boolean;
  ifTrue?: number[];
  ifFalse?: number[];
  chosen?: boolean;
}

function graph(given: Record<number, Given>): Map<number, CascadeTask> {
  const entries = Object.entries(given).map(([node, task]) => [Number(node), task] as const);
  return new Map(
    entries.map(([node, { deps = [], status = 'PENDING', waitingFor = null, resolved = false, ifTrue, ifFalse, chosen = null }]) => [
      node,
      {
        ...{ status, waitingFor, resolved, chosen, dependsOn: deps },
        branch: ifTrue || ifFalse ? { ifTrue: ifTrue ?? [], ifFalse: ifFalse ?? [] } : null,
        next: entries.flatMap(([other, one]) => (one.deps?.includes(node) ? [other] : [])),
      },
    ]),
  );
}

const movesOf = (given: Record<number, Given>, ended: number[] = [0]) =>
  Object.fromEntries(cascadeFrom(graph(given), ended).moves.map(({ node, to }) => [node, to]));

const chose = (chosen: boolean, ifTrue: number[], ifFalse: number[]): Given => ({ status: 'SUCCEEDED', chosen, ifTrue, ifFalse });

describe('what a branch does to the tasks below it', () => {
  it.each<[string, Record<number, Given>, Record<number, string>]>([
    ['one way each', { 0: chose(true, [1], [2]), 1: { deps: [0] }, 2: { deps: [0] } }, { 1: 'READY', 2: 'SKIPPED' }],
    ['a plain dependent goes on', { 0: chose(false, [1], []), 1: { deps: [0] }, 2: { deps: [0] } }, { 1: 'SKIPPED', 2: 'READY' }],
    ['an empty way', { 0: chose(false, [1], []), 1: { deps: [0] } }, { 1: 'SKIPPED' }],
    [
      'a join of both ways waits for the one that is left',
      { 0: chose(true, [1], [2]), 1: { deps: [0] }, 2: { deps: [0] }, 3: { deps: [1, 2] } },
      { 1: 'READY', 2: 'SKIPPED' },
    ],
    [
      'a join whose other way is done goes on',
      { 0: chose(true, [], [2]), 1: { status: 'SUCCEEDED' }, 2: { deps: [0] }, 3: { deps: [1, 2] } },
      { 2: 'SKIPPED', 3: 'READY' },
    ],
    [
      'everything below a dead way falls, down to the last',
      { 0: chose(true, [], [1]), 1: { deps: [0] }, 2: { deps: [1] }, 3: { deps: [2] }, 4: { deps: [3, 1] } },
      { 1: 'SKIPPED', 2: 'SKIPPED', 3: 'SKIPPED', 4: 'SKIPPED' },
    ],
    [
      'a branch on a dead way falls with both of its ways',
      { 0: chose(true, [], [1]), 1: { deps: [0], ifTrue: [2], ifFalse: [3] }, 2: { deps: [1] }, 3: { deps: [1] } },
      { 1: 'SKIPPED', 2: 'SKIPPED', 3: 'SKIPPED' },
    ],
    ['refused, though another task of its is still at it', { 0: chose(true, [], [1]), 1: { deps: [0, 2] }, 2: {} }, { 1: 'SKIPPED' }],
    [
      'on two branches: refused by one, it waits for the other',
      { 0: chose(true, [], [2]), 1: { ifTrue: [2], ifFalse: [] }, 2: { deps: [0, 1] } },
      {},
    ],
    [
      'on two branches: chosen by the first, refused by the second',
      { 0: chose(true, [], [2]), 1: chose(true, [2], []), 2: { deps: [0, 1] } },
      { 2: 'READY' },
    ],
    ['on two branches: refused by both', { 0: chose(true, [], [2]), 1: chose(false, [2], []), 2: { deps: [0, 1] } }, { 2: 'SKIPPED' }],
    ['what has run already stays', { 0: chose(true, [], [1]), 1: { deps: [0], status: 'SUCCEEDED' }, 2: { deps: [1] } }, {}],
    ['what runs stays', { 0: chose(true, [], [1]), 1: { deps: [0], status: 'RUNNING' } }, {}],
    [
      'what is held for a person falls',
      { 0: chose(true, [], [1]), 1: { deps: [0], status: 'WAITING', waitingFor: 'irreversible' } },
      { 1: 'SKIPPED' },
    ],
    [
      'held, and chosen: the person is still asked',
      { 0: chose(true, [1], []), 1: { deps: [0], status: 'WAITING', waitingFor: 'irreversible' } },
      {},
    ],
    [
      'set aside by a person: both ways are open',
      { 0: { status: 'SKIPPED', resolved: true, ifTrue: [1], ifFalse: [2] }, 1: { deps: [0] }, 2: { deps: [0] } },
      { 1: 'READY', 2: 'READY' },
    ],
    [
      'a failed dependency keeps a join waiting',
      { 0: chose(true, [], [1]), 1: { deps: [0] }, 2: { status: 'FAILED' }, 3: { deps: [1, 2] } },
      { 1: 'SKIPPED' },
    ],
  ])('%s', (_, given, moves) => expect(movesOf(given)).toEqual(moves));

  it('counts every edge it touched as it stands then', () => {
    const { edges } = cascadeFrom(
      graph({ 0: chose(true, [1], [2]), 1: { deps: [0] }, 2: { deps: [0] }, 3: { deps: [1, 2, 4] }, 4: {} }),
      [0],
    );
    expect(edges).toEqual([
      { node: 1, open: 0, taken: 1 },
      { node: 2, open: 0, taken: 0 },
      { node: 3, open: 2, taken: 0 },
    ]);
  });
});

describe('of random graphs', () => {
  it('comes to rest where the truth table says so, in one pass', () => {
    let seed = 7;
    const random = (n: number) => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((seed / 2 ** 32) * n);
    };
    let fallen = 0;
    for (let round = 0; round < 2_000; round += 1) {
      const given: Record<number, Given> = {};
      const size = 3 + random(8);
      for (let node = 0; node < size; node += 1) {
        const deps = [...new Set(Array.from({ length: random(4) }, () => random(node || 1)))].filter((dep) => dep < node);
        given[node] = { deps };
      }
      for (let node = 0; node < size; node += 1) {
        const next = Object.keys(given)
          .map(Number)
          .filter((other) => given[other]?.deps?.includes(node));
        if (next.length === 0 || random(3) === 0) continue;
        const ways = next.map((other) => ({ other, way: random(3) }));
        Object.assign(given[node] as Given, {
          ifTrue: ways.filter(({ way }) => way === 1).map(({ other }) => other),
          ifFalse: ways.filter(({ way }) => way === 2).map(({ other }) => other),
        });
      }
      // One after the other, whoever can: it ends, chooses, and everything follows.
      const tasks = graph(given);
      for (let turn = 0; turn < size; turn += 1) {
        const ready = [...tasks].filter(
          ([node, task]) => task.status === 'PENDING' && edgeVerdict(edgesInto(tasks, node, task)) === 'READY',
        );
        const [node, task] = ready[random(ready.length || 1)] ?? [];
        if (node === undefined || !task) break;
        tasks.set(node, { ...task, status: 'SUCCEEDED', chosen: task.branch ? random(2) === 0 : null });
        for (const move of cascadeFrom(tasks, [node]).moves) {
          const moved = tasks.get(move.node) as CascadeTask;
          if (move.to === 'SKIPPED') tasks.set(move.node, { ...moved, status: 'SKIPPED' });
          else expect(edgeVerdict(edgesInto(tasks, move.node, moved))).toBe('READY');
        }
        for (const [other, one] of tasks) {
          if (one.status === 'PENDING') expect(edgeVerdict(edgesInto(tasks, other, one))).not.toBe('SKIPPED');
          if (one.status === 'SKIPPED') expect(edgeVerdict(edgesInto(tasks, other, one))).toBe('SKIPPED');
        }
      }
      expect([...tasks.values()].every(({ status }) => status === 'SUCCEEDED' || status === 'SKIPPED')).toBe(true);
      fallen += [...tasks.values()].filter(({ status }) => status === 'SKIPPED').length;
    }
    expect(fallen).toBeGreaterThan(500);
  });

  it('goes through 5,000 tasks in a row, and through a join of 5,000, in no time', () => {
    const row: Record<number, Given> = { 0: chose(true, [], [1]) };
    for (let node = 1; node <= 5_000; node += 1) row[node] = { deps: [node - 1] };
    const wide: Record<number, Given> = {
      0: chose(
        true,
        [],
        Array.from({ length: 5_000 }, (_, i) => i + 1),
      ),
    };
    for (let node = 1; node <= 5_000; node += 1) wide[node] = { deps: [0] };
    wide[5_001] = { deps: Array.from({ length: 5_000 }, (_, i) => i + 1) };
    // Built by hand: `graph` looks for every edge from both ends.
    const build = (given: Record<number, Given>) => {
      const tasks = new Map<number, CascadeTask & { next: number[] }>();
      for (const [node, one] of Object.entries(given)) {
        const branch = one.ifFalse ? { ifTrue: [], ifFalse: one.ifFalse } : null;
        tasks.set(Number(node), {
          status: one.status ?? 'PENDING',
          waitingFor: null,
          resolved: false,
          chosen: one.chosen ?? null,
          dependsOn: one.deps ?? [],
          branch,
          next: [],
        });
      }
      for (const [node, task] of tasks) for (const dep of task.dependsOn) tasks.get(dep)?.next.push(node);
      return tasks;
    };
    for (const [tasks, count] of [
      [build(row), 5_000],
      [build(wide), 5_001],
    ] as const) {
      const began = performance.now();
      expect(cascadeFrom(tasks, [0]).moves).toHaveLength(count);
      expect(performance.now() - began).toBeLessThan(500);
    }
  });
});
