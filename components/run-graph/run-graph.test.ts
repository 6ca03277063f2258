import { describe, expect, it, vi } from 'vitest';
import type { TaskView } from '@/lib/contracts/task';
import { createCursorStore } from './cursor-store';
import { findTasks } from './find-tasks';
import { openingView } from './opening-view';
import { isSameGraph, prepareGraph } from './prepare-graph';

const task = (key: string, dependsOn: string[] = [], change: Partial<TaskView> = {}) =>
  ({ key, title: key, role: 'tech_lead', status: 'PENDING', dependsOn, ...change }) as TaskView;

describe('prepareGraph', () => {
  it('joins the edges that leave a task, and knows those that touch it', () => {
    // a ─┬─ b
    //    └─ c
    const graph = prepareGraph([task('a'), task('b', ['a']), task('c', ['a'])]);
    expect(graph.fans).toHaveLength(1);
    expect(graph.fans[0]?.path.match(/M/g)).toHaveLength(2);
    expect(graph.touching('b').match(/M/g)).toHaveLength(1);
    expect(graph.touching('a').match(/M/g)).toHaveLength(2);
  });

  it('is the same graph while only statuses move', () => {
    const before = [task('a'), task('b', ['a'])];
    expect(
      isSameGraph(
        before,
        before.map((each) => ({ ...each, status: 'RUNNING' })),
      ),
    ).toBe(true);
    expect(isSameGraph(before, [task('a'), task('b')])).toBe(false);
    expect(isSameGraph(before, [...before, task('c')])).toBe(false);
  });
});

describe('the ways of a branch', () => {
  const branch = { ifTrue: ['b'], ifFalse: ['c'], condition: 'true', evaluated: false, result: null };
  const tasks = [task('a', [], { branch }), task('b', ['a']), task('c', ['a']), task('d', ['a'])];

  it('are drawn apart from each other and from plain edges, each with its word', () => {
    const graph = prepareGraph(tasks);
    expect(graph.fans.map(({ from, way = null }) => [from, way])).toEqual([
      ['a', 'ifTrue'],
      ['a', 'ifFalse'],
      ['a', null],
    ]);
    expect(graph.ways?.map(({ id, way }) => [id, way])).toEqual([
      ['a b', 'ifTrue'],
      ['a c', 'ifFalse'],
    ]);
  });

  it('that go into one closed group are a plain edge', () => {
    const graph = prepareGraph(tasks, [{ id: 'group:g', name: 'g', keys: ['b', 'c'] }]);
    expect(graph.ways).toEqual([]);
  });

  it('make another graph when they change, but not when the branch has decided', () => {
    const decided = tasks.map((one) => (one.branch ? { ...one, branch: { ...branch, evaluated: true, result: true } } : one));
    const turned = tasks.map((one) => (one.branch ? { ...one, branch: { ...branch, ifTrue: ['c'], ifFalse: ['b'] } } : one));
    expect([isSameGraph(tasks, decided), isSameGraph(tasks, turned)]).toEqual([true, false]);
  });
});

describe('openingView', () => {
  const canvas = { width: 1_000, height: 600 };
  const chain = (length: number) => prepareGraph(Array.from({ length }, (_, i) => task(`t${i}`, i > 0 ? [`t${i - 1}`] : []))).layout;
  it('shows a small graph whole, never larger than life', () => {
    expect(openingView(chain(2), new Set(), canvas).zoom).toBe(1);
  });
  it('shows what runs where the whole would be too small to read', () => {
    const view = openingView(chain(40), new Set(['t20']), canvas);
    const node = chain(40).nodes[20];
    expect(view.zoom).toBeGreaterThanOrEqual(0.7);
    expect((node?.x ?? 0) * view.zoom + view.x).toBeGreaterThan(0);
    expect((node?.x ?? 0) * view.zoom + view.x).toBeLessThan(canvas.width);
  });
  it('shows the beginning where nothing runs', () => {
    expect(openingView(chain(40), new Set(), canvas).x).toBeGreaterThan(0);
  });
});

describe('findTasks', () => {
  const tasks = [task('schema', [], { title: 'Write the API schema' }), task('api', [], { title: 'API', status: 'RUNNING' })];
  it.each([
    ['api', ['api', 'schema']],
    ['SCHEMA lead', ['schema']],
    ['running', ['api']],
    ['nothing', []],
    ['', ['schema', 'api']],
  ])('"%s"', (text, keys) => {
    expect(findTasks(tasks, text, 9).map((each) => each.key)).toEqual(keys);
  });
});

describe('createCursorStore', () => {
  it('tells the task it leaves and the task it reaches', () => {
    const cursor = createCursorStore('a');
    const heard = { a: vi.fn(), b: vi.fn(), c: vi.fn() };
    for (const key of ['a', 'b', 'c'] as const) cursor.subscribe(key, heard[key]);
    cursor.set('b');
    expect([heard.a, heard.b, heard.c].map((each) => each.mock.calls.length)).toEqual([1, 1, 0]);
  });
});
