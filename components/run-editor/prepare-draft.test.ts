import { expect, it } from 'vitest';
import type { EditOperation } from '@/lib/contracts/edit';
import { applyEdit } from '@/lib/graph-edit/apply-edit';
import type { TaskGroup } from '@/lib/graph-layout/group-tasks';
import { graphOf } from '@/test/graph-edit/editable';
import { type EditState, openEdit, type StageInput, stage, undo } from './edit-state';
import { createPreparer } from './prepare-draft';

const join = (from: string, to: string): EditOperation => ({ op: 'addDependency', from, to });
const cut = (from: string, to: string): EditOperation => ({ op: 'removeDependency', from, to });

function then(state: EditState, input: Partial<StageInput>): EditState {
  const result = stage(state, applyEdit, { operations: [], words: 'step', ...input });
  if (!result.ok) throw new Error(result.issues[0]?.message);
  return result.state;
}

const CLOSED: readonly TaskGroup[] = [
  { id: ':Phase 1', name: 'Phase 1', keys: ['a', 'b'] },
  { id: ':Phase 2', name: 'Phase 2', keys: ['c', 'd'] },
];

it.each([
  ['open groups', []],
  ['closed groups', CLOSED],
])('a picture made out of the one before is what one made anew would be: %s', (_, closed) => {
  const prepare = createPreparer();
  const rest = { maxAttempts: 3, priority: 0, sideEffects: 'none' } as const;
  const task = { ...rest, key: 'x', kind: 'agent', role: 'tech_lead', prompt: 'x', dependsOn: ['b'] } as const;
  const steps: ((state: EditState) => EditState)[] = [
    (state) => then(state, { operations: [{ op: 'addTask', task: { ...task, dependsOn: [...task.dependsOn] } }] }),
    (state) => then(state, { operations: [join('x', 'd')] }),
    (state) => then(state, { place: new Map([['c', { x: 400, y: 300 }]]) }),
    (state) => then(state, { operations: [cut('b', 'd')] }),
    (state) => then(state, { operations: [cut('a', 'c')] }),
    (state) => then(state, { operations: [{ op: 'removeTask', key: 'e' }] }),
    undo,
    undo,
    (state) => then(state, { tidy: true }),
    (state) => then(state, { place: new Map([['x', { x: 10, y: 500 }]]) }),
  ];
  let state = openEdit(graphOf('a b(a) c(a) d(b,c) e(d,a) f(e)'));
  for (const step of steps) {
    state = step(state);
    const { touching, boxOf: _box, ...picture } = prepare(state, closed);
    const { touching: anew, boxOf: _boxOf, ...expected } = createPreparer()(state, closed);
    expect(picture).toEqual(expected);
    for (const key of ['a', 'b', 'd', 'x', ':Phase 1']) expect(touching(key)).toBe(anew(key));
  }
});

it('boxes and edges that did not change are the same objects, so that only what changed is drawn', () => {
  const prepare = createPreparer();
  const first = openEdit(graphOf('a b(a) c(b) d'));
  const none: readonly TaskGroup[] = [];
  const before = prepare(first, none);
  const after = prepare(then(first, { operations: [join('d', 'c')] }), none);
  expect(after.layout.nodes.every((node) => before.placed.get(node.key) === node)).toBe(true);
  expect(after.edges.filter((edge) => before.edges.includes(edge))).toHaveLength(2);
  expect(after.fans.find(({ from }) => from === 'a')).toBe(before.fans.find(({ from }) => from === 'a'));
});

it('the last edge between two closed groups is drawn as gone', () => {
  const state = then(openEdit(graphOf('a b(a) c(a) d(c)')), { operations: [cut('a', 'c')] });
  const gone = createPreparer()(state, CLOSED).edges.filter(({ kind }) => kind === 'removed');
  expect(gone.map(({ from, to }) => [from, to])).toEqual([[':Phase 1', ':Phase 2']]);
});
