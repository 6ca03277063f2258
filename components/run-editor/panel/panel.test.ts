import { describe, expect, it } from 'vitest';
import { knownNames } from '@/lib/condition/known-names';
import type { ConditionName } from '@/lib/condition/types';
import type { EditableTask } from '@/lib/contracts/edit';
import { applyEdit } from '@/lib/graph-edit/apply-edit';
import { graphOf } from '@/test/graph-edit/editable';
import { createEditStore } from '../edit-store';
import { areFieldsOpen, lockOfSides } from '../locks';
import { sentOperations } from '../tray/sent-operations';
import { completeAt } from './complete-at';
import { findByName, matchesFor } from './find-by-name';
import { previewLines } from './preview-words';
import { readCondition } from './read-condition';
import { revertChange, stageChange } from './stage-change';
import { readOutputs, readWhole } from './typed-value';

const storeOf = (words: string) => createEditStore({ runId: 'run', base: graphOf(words), apply: applyEdit });
const taskOf = (store: ReturnType<typeof storeOf>, key: string) => store.get().draft.tasks.find((task) => task.key === key);

describe('fields become one operation', () => {
  it('typing on is one step, and typing back takes it away', () => {
    const store = storeOf('a b(a)');
    const before = taskOf(store, 'b')?.title ?? '';
    stageChange(store, { keys: ['b'], field: 'title', value: 'N' });
    stageChange(store, { keys: ['b'], field: 'title', value: 'New' });
    expect(store.get().steps).toHaveLength(1);
    expect(taskOf(store, 'b')?.title).toBe('New');
    stageChange(store, { keys: ['b'], field: 'title', value: before });
    expect(store.get().steps).toHaveLength(0);
  });
  it('fields of a task are steps of their own, and sent as one change', () => {
    const store = storeOf('a b(a)');
    stageChange(store, { keys: ['b'], field: 'tier', value: 'premium' });
    stageChange(store, { keys: ['b'], field: 'priority', value: 5 });
    const sent = sentOperations(store.get().steps);
    expect(sent.operations).toEqual([{ op: 'updateTask', key: 'b', changes: { tier: 'premium', priority: 5 } }]);
    expect(sent.stepOf).toEqual([1]);
  });
  it('several tasks are one step; those that have the value already are left out', () => {
    const store = storeOf('a b(a) c(a)');
    stageChange(store, { keys: ['b'], field: 'maxAttempts', value: 7 });
    stageChange(store, { keys: ['b', 'c'], field: 'maxAttempts', value: 7 });
    expect(store.get().steps.map((step) => step.operations.length)).toEqual([1, 1]);
  });
  it('a refused value leaves the edit as it was and says why', () => {
    const store = storeOf('a:SUCCEEDED b(a)');
    expect(stageChange(store, { keys: ['a'], field: 'tier', value: 'premium' })[0]?.message).toContain('SUCCEEDED');
    expect(store.get().steps).toHaveLength(0);
  });
  it('reverts a field, whatever was done since', () => {
    const store = storeOf('a b(a)');
    stageChange(store, { keys: ['b'], field: 'tier', value: 'premium' });
    stageChange(store, { keys: ['b'], field: 'title', value: 'New' });
    revertChange(store, ['b'], 'tier');
    expect(taskOf(store, 'b')).toMatchObject({ title: 'New', tier: 'standard' });
  });
});

describe('what cannot be changed says why', () => {
  const task = (more: Partial<EditableTask>): EditableTask => ({ ...(graphOf('a').tasks[0] as EditableTask), ...more });
  it.each<[Partial<EditableTask>, boolean, boolean]>([
    [{ status: 'READY' }, false, false],
    [{ status: 'RUNNING' }, false, false],
    [{ status: 'SUCCEEDED' }, true, false],
    [{ status: 'SKIPPED' }, true, false],
    [{ status: 'CANCELLED' }, true, true],
    [{ status: 'WAITING', waitingFor: 'irreversible' }, true, true],
  ])('%j', (more, fields, edges) => {
    const lock = lockOfSides(task(more), task(more), false);
    expect([!areFieldsOpen(lock), lock.level === 'closed']).toEqual([fields, edges]);
    expect(lock.why === null).toBe(more.status === 'READY');
  });
  it('finished tasks open once they may run again', () => {
    const done = task({ status: 'SUCCEEDED' });
    expect(lockOfSides(done, done, false).rerunOpens).toBe(true);
    expect(areFieldsOpen(lockOfSides(done, done, true))).toBe(true);
  });
});

describe('conditions', () => {
  const names: ConditionName[] = ['artifact', 'artifact.test_coverage', 'artifact["lines-read"]', 'run.spentUsd'].map((path) => ({
    path,
    type: 'number',
    example: null,
  }));
  const offered = (text: string) => completeAt(text, text.length, names)?.names.map((name) => name.path) ?? [];
  it('offers names that fit, fields by their own name too, and none within a text', () => {
    expect(offered('artifact.te')).toEqual(['artifact.test_coverage']);
    expect(offered('run.spentUsd > 1 && cover')).toEqual(['artifact.test_coverage']);
    expect(offered('artifact["li')).toEqual(['artifact["lines-read"]']);
    expect(offered('task.key == "art')).toEqual([]);
  });
  it('offers first what artifacts of that task carried, then what every one has, and leaves none out', () => {
    const metadata = Array.from({ length: 15 }, (_, index) => ({ key: `a${index}`, value: index }));
    const context = { artifact: null, task: {}, run: {}, outputs: {} };
    const known = knownNames(context, { carried: [{ coverage: 84 }, { zeal: 1, name: 'not this one' }], metadata, outputs: [] });
    const all =
      completeAt(
        'artifact.',
        9,
        known.map(({ path, type }) => ({ path, type, example: null })),
      )?.names ?? [];
    expect(all.map(({ path }) => path).slice(0, 6)).toEqual(
      ['coverage', 'zeal', 'name', 'type', 'version', 'a0'].map((field) => `artifact.${field}`),
    );
    expect(all).toHaveLength(20);
  });
  it('says in words what is wrong and where', () => {
    expect(readCondition('artifact.n = 84', false)).toEqual({
      ok: false,
      message: 'To compare, write == (two of them) (character 12)',
    });
    expect(readCondition('  ', true)).toEqual({ ok: true, value: null });
  });
  it('says what past values would have come to', () => {
    const lines = previewLines([
      { title: 'Tide API', version: 2, result: { decided: true, value: true, evidence: { a: 84, b: 0 } } },
      { title: 'Tide API', version: 1, result: { decided: true, value: false, evidence: { a: 71, b: 1 } } },
      {
        title: 'Schema',
        version: null,
        result: { decided: false, missing: 'artifact.a', reason: 'artifact.a is not there', evidence: {} },
      },
    ]);
    expect(lines.map((line) => line.words)).toEqual([
      'true for “Tide API” version 2 (84, 0)',
      'false for version 1 (71, 1)',
      'undecided for “Schema”: artifact.a is not there',
    ]);
  });
  it('says of which run a value is, where the task of this one has written nothing yet', () => {
    const result = (value: boolean, a: number) => ({ decided: true, value, evidence: { a } }) as const;
    const lines = previewLines([
      { title: 'Tide API', version: 3, runId: '0190c000-0000-7000-8000-000000000abc', result: result(true, 84) },
      { title: 'Tide API', version: 1, runId: '0190c000-0000-7000-8000-000000000def', result: result(false, 71) },
    ]);
    expect(lines.map((line) => line.words)).toEqual(['true for “Tide API” of run 0190…0abc (84)', 'false for run 0190…0def (71)']);
  });
});

describe('typed texts', () => {
  it('reads whole numbers within bounds', () => {
    expect(readWhole(1, 20)('07')).toEqual({ ok: true, value: 7 });
    expect(readWhole(1, 20)('21').ok).toBe(false);
    expect(readWhole(-100, 100)('−5')).toEqual({ ok: true, value: -5 });
  });
  it('reads a schema of an object, or nothing', () => {
    expect(readOutputs(' ')).toEqual({ ok: true, value: null });
    expect(readOutputs('{"type":"array"}').ok).toBe(false);
    expect(readOutputs('{"type":"object"}')).toEqual({ ok: true, value: { type: 'object' } });
  });
  it('finds tasks by title or key', () => {
    const tasks = [
      { key: 'api', title: 'Tide API' },
      { key: 'a2', title: 'Same' },
      { key: 'a3', title: 'Same' },
    ];
    expect(findByName(tasks, 'tide api')?.key).toBe('api');
    expect(matchesFor(tasks, 'same', [])).toEqual(['a2', 'a3']);
    expect(matchesFor(tasks, '', ['api'])).toEqual(['a2', 'a3']);
  });
});
