import { describe, expect, it } from 'vitest';
import type { EditOperation } from '@/lib/contracts/edit';
import type { TaskView } from '@/lib/contracts/task';
import { applyEdit } from '@/lib/graph-edit/apply-edit';
import { graphOf, wordsOf } from '@/test/graph-edit/editable';
import * as edit from './edit-state';

const BASE = graphOf('a:SUCCEEDED b(a):RUNNING c(a) d(b,c)');
const drop = (key: string): EditOperation => ({ op: 'removeTask', key });
const rest = { maxAttempts: 3, priority: 0, sideEffects: 'none' } as const;
const addE: EditOperation = { op: 'addTask', task: { ...rest, key: 'e', kind: 'agent', role: 'tech_lead', prompt: 'x', dependsOn: ['d'] } };
const join = (from: string, to: string): EditOperation => ({ op: 'addDependency', from, to });

function staged(state: edit.EditState, ...inputs: edit.StageInput[]): edit.EditState {
  return inputs.reduce((before, input) => {
    const result = edit.stage(before, applyEdit, input);
    if (!result.ok) throw new Error(result.issues[0]?.message);
    return result.state;
  }, state);
}
const live = (key: string, status: TaskView['status']): TaskView =>
  ({ key, status, invalidated: false, waitingFor: null, startedAt: status === 'PENDING' ? null : '2026-01-01T00:00:00Z' }) as TaskView;

describe('staging', () => {
  it('works each step out on the draft that is there, and says it', () => {
    const state = staged(
      edit.openEdit(BASE),
      { operations: [drop('c')], words: 'c removed' },
      { operations: [addE], words: 'e added after d' },
    );
    expect(wordsOf(state.draft)).toBe('a:SUCCEEDED b(a):RUNNING d(b,a) e(d)');
    expect(edit.countChanges(state)).toBe(2);
    expect(state.said.text).toBe('e added after d. 2 changes.');
    expect(edit.operationsOf(state).map(({ op }) => op)).toEqual(['removeTask', 'addTask']);
  });

  it('counts what is said of one task field by field as one change, or as part of adding it', () => {
    const title = (key: string, text: string): EditOperation => ({ op: 'updateTask', key, changes: { title: text } });
    const state = staged(
      edit.openEdit(BASE),
      { operations: [addE], words: 'e added' },
      { operations: [title('e', 'E')], words: 'e renamed' },
      { operations: [title('d', 'D')], words: 'd renamed' },
      { operations: [{ op: 'updateTask', key: 'd', changes: { priority: 2 } }], words: 'd first' },
      { operations: [title('d', 'DD'), title('c', 'C')], words: 'c and d renamed' },
    );
    expect(edit.countChanges(state)).toBe(3);
  });

  it('refuses what cannot be, and leaves everything as it was', () => {
    const before = edit.openEdit(BASE);
    const result = edit.stage(before, applyEdit, { operations: [join('d', 'c')], words: 'c waits for d' });
    expect(result).toMatchObject({ ok: false, issues: [{ path: 'operations.0.to' }] });
    expect(before.steps).toEqual([]);
  });

  it('takes a running task only with the word for it', () => {
    const input: edit.StageInput = { operations: [drop('b')], words: 'b removed' };
    expect(edit.stage(edit.openEdit(BASE), applyEdit, input).ok).toBe(false);
    const state = staged(edit.openEdit(BASE), { ...input, cancelRunning: ['b'] });
    expect(edit.optionsOf(state).cancelRunning).toEqual(['b']);
    expect(edit.outcomeOf(state, applyEdit).ok).toBe(true);
    expect(edit.optionsOf(edit.undo(state)).cancelRunning, 'an undone step takes its word back').toEqual([]);
  });

  it('comes to nothing while nothing is staged', () => {
    expect(edit.outcomeOf(edit.openEdit(BASE), applyEdit)).toMatchObject({ ok: true, result: { touched: [] } });
  });

  it('replaces the last step where both are of one text', () => {
    const typed = (title: string): edit.StageInput => ({
      operations: [{ op: 'updateTask', key: 'd', changes: { title } }],
      words: 'd renamed',
      merge: 'd title',
    });
    const state = staged(edit.openEdit(BASE), typed('De'), typed('Dee'));
    expect(state.steps).toHaveLength(1);
    expect(edit.indexOf(state.draft).get('d')?.title).toBe('Dee');
    expect(edit.indexOf(edit.undo(state).draft).get('d')?.title, 'one undo takes all of it back').toBe('d');
  });
});

describe('undo and redo', () => {
  const two = () =>
    staged(edit.openEdit(BASE), { operations: [drop('c')], words: 'c removed' }, { operations: [drop('d')], words: 'd removed' });
  it('goes back step by step, naming each, and forward again', () => {
    const back = edit.undo(two());
    expect(wordsOf(back.draft)).toBe('a:SUCCEEDED b(a):RUNNING d(b,a)');
    expect(back.said.text).toBe('Undone: d removed. 1 change.');
    expect(wordsOf(edit.undo(back).draft)).toBe(wordsOf(BASE));
    expect(edit.undo(edit.undo(back)).said.text).toBe('Nothing to undo.');
    expect(wordsOf(edit.redo(back).draft)).toBe(wordsOf(two().draft));
  });
  it('selects again what was selected before, so that nothing is pointed at that is gone', () => {
    const chosen = { ...edit.openEdit(BASE), selection: new Set(['d']) };
    const added = staged(chosen, { operations: [addE], words: 'e added', select: ['e'] });
    expect([...added.selection]).toEqual(['e']);
    expect([...edit.undo(added).selection]).toEqual(['d']);
  });
  it('forgets what was undone once something else is staged', () => {
    const other = staged(edit.undo(two()), { operations: [{ op: 'updateTask', key: 'd', changes: { title: 'D' } }], words: 'd renamed' });
    expect(other.undone).toEqual([]);
    expect(edit.redo(other).said.text).toBe('Nothing to redo.');
  });
  it('brings boxes back to where they were, and does not count them as changes', () => {
    const moved = staged(edit.openEdit(BASE), { operations: [], words: 'a moved', place: new Map([['a', { x: 5, y: 6 }]]) });
    expect(moved.placed.get('a')).toEqual({ x: 5, y: 6 });
    expect(edit.countChanges(moved)).toBe(0);
    expect(edit.undo(moved).placed.size).toBe(0);
  });
});

describe('the run goes on below', () => {
  it('shows the statuses of now in base and draft', () => {
    const state = edit.follow(staged(edit.openEdit(BASE), { operations: [drop('c')], words: 'c removed' }), [live('b', 'SUCCEEDED')]);
    expect(wordsOf(state.base)).toBe('a:SUCCEEDED b(a):SUCCEEDED c(a) d(b,c)');
    expect(wordsOf(state.draft)).toBe('a:SUCCEEDED b(a):SUCCEEDED d(b,a)');
  });
  it('finds out that a step came too late', () => {
    const state = staged(edit.openEdit(BASE), { operations: [drop('c')], words: 'c removed' });
    expect(edit.outcomeOf(state, applyEdit).ok).toBe(true);
    expect(edit.outcomeOf(edit.follow(state, [live('c', 'RUNNING')]), applyEdit)).toMatchObject({ ok: false });
  });
  it('is the same state where nothing moved', () => {
    const state = edit.openEdit(BASE);
    expect(edit.follow(state, [live('b', 'RUNNING')])).toBe(state);
  });
});

describe('another base', () => {
  it('keeps the steps that can stand on it and tells the others', () => {
    const inputs: edit.StageInput[] = [
      { operations: [drop('c')], words: 'c removed' },
      { operations: [{ op: 'updateTask', key: 'd', changes: { title: 'D' } }], words: 'd renamed' },
    ];
    const { state, dropped } = edit.restart(graphOf('a:SUCCEEDED b(a):RUNNING d(b)'), applyEdit, inputs, {
      cancelRunning: ['b'],
      rerunInvalidated: true,
    });
    expect(edit.optionsOf(state), 'what was allowed stays allowed').toEqual({ cancelRunning: ['b'], rerunInvalidated: true });
    expect(state.steps.map((step) => step.words)).toEqual(['d renamed']);
    expect(dropped.map((input) => input.words)).toEqual(['c removed']);
  });
});
