import { describe, expect, it } from 'vitest';
import type { EditOperation } from '@/lib/contracts/edit';
import { applyEdit } from '@/lib/graph-edit/apply-edit';
import { edited, graphOf } from '@/test/graph-edit/editable';
import { createEditStore } from '../edit-store';
import { conflictPicture } from './conflict-picture';
import { planRebase, stepsOn } from './rebase-steps';

const base = graphOf('a b(a) c(b)');
const update = (key: string, changes: object): EditOperation => ({ op: 'updateTask', key, changes });
const theirs = { ...edited(base, [update('b', { title: 'Theirs' }), { op: 'removeTask', key: 'c' }]).graph, version: base.version + 1 };

function mine() {
  const store = createEditStore({ runId: 'run', base, apply: applyEdit });
  store.stage({ operations: [update('b', { title: 'Mine' })], words: 'b renamed' });
  store.stage({ operations: [update('c', { title: 'Mine too' })], words: 'c renamed' });
  store.stage({ operations: [update('a', { title: 'Alone' })], words: 'a renamed' });
  return store;
}

describe('a stale edit', () => {
  it('says what fits, what clashes, and where mine can be kept', () => {
    const plan = planRebase(mine().get(), theirs);
    expect(plan.fits).toEqual(['a renamed']);
    expect(plan.clashes.map(({ words, canKeep }) => [words, canKeep])).toEqual([
      ['b renamed', true],
      ['c renamed', false],
    ]);
  });
  it('begins anew on their graph with what fits and what is kept', () => {
    const store = mine();
    const plan = planRebase(store.get(), theirs);
    expect(store.restart(theirs, stepsOn(store.get(), plan, new Set([0])))).toEqual([]);
    const titles = Object.fromEntries(store.get().draft.tasks.map((task) => [task.key, task.title]));
    expect(titles).toMatchObject({ a: 'Alone', b: 'Mine' });
    expect(store.get().base.version).toBe(theirs.version);
  });
  it('is drawn with whose change is whose', () => {
    const { picture } = conflictPicture({ base, theirs, mine: mine().get().draft, clashes: new Set(['b', 'c']) }, false);
    expect(picture.nodes.map(({ key, mark, tag }) => [key, mark, tag])).toEqual([
      ['a', 'mine', 'yours changed'],
      ['b', 'clash', 'clash'],
      ['c', 'clash', 'removed / changed'],
    ]);
  });
});
