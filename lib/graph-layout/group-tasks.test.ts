import { describe, expect, it } from 'vitest';
import { boxesOf, groupsOf } from './group-tasks';
import { layoutGraph } from './layout-graph';

const task = (key: string, dependsOn: string[], phase?: string) => ({ key, dependsOn, ...(phase ? { phase } : {}) });

// a ─ b1 ─ c
//  └─ b2 ─┘    b1, b2 in "build"
const tasks = [task('a', []), task('b1', ['a'], 'build'), task('b2', ['a'], 'build'), task('c', ['b1', 'b2'], 'ship')];

describe('groupsOf', () => {
  it('makes a group of each phase with more than one task', () => {
    expect(groupsOf(tasks)).toEqual([{ id: ':build', name: 'build', keys: ['b1', 'b2'] }]);
  });
  it('orders phases by when they begin, whatever the order of the tasks', () => {
    const late = [task('z1', ['a1'], 'late'), task('z2', ['a1'], 'late'), task('a1', [], 'early'), task('a2', [], 'early')];
    expect(groupsOf(late).map((group) => group.name)).toEqual(['early', 'late']);
  });
  it('falls back to steps where there are no phases', () => {
    const wide = [...Array(60)].flatMap((_, rank) => [0, 1].map((i) => task(`t${rank}_${i}`, rank > 0 ? [`t${rank - 1}_${i}`] : [])));
    const groups = groupsOf(wide);
    expect(groups[0]).toMatchObject({ name: 'Steps 1–3' });
    expect(groups.flatMap((group) => group.keys)).toHaveLength(120);
    expect(groups.length).toBeLessThanOrEqual(24);
  });
});

describe('boxesOf', () => {
  it('puts a group in the place of its tasks and merges edges', () => {
    expect(boxesOf(tasks, groupsOf(tasks))).toEqual([
      { key: 'a', dependsOn: [] },
      { key: ':build', dependsOn: ['a'] },
      { key: 'c', dependsOn: [':build'] },
    ]);
  });
  it('with nothing closed is the graph itself', () => {
    expect(boxesOf(tasks, [])).toEqual(tasks.map(({ key, dependsOn }) => ({ key, dependsOn })));
  });
  it('phases that wait for each other still make a picture from left to right', () => {
    const woven = [task('p1', [], 'p'), task('q1', ['p1'], 'q'), task('p2', ['q1'], 'p'), task('q2', ['p2'], 'q')];
    const boxes = boxesOf(woven, groupsOf(woven));
    expect(boxes.flatMap((box) => box.dependsOn)).toHaveLength(1);
    expect(layoutGraph(boxes).ranks).toHaveLength(2);
  });
});
