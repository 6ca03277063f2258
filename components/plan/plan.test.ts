import { describe, expect, it } from 'vitest';
import { checkPlan, faultsOf } from './check-plan';
import { addTask, changeTask, duplicateTask, possibleDependencies, removeTask, renameTask } from './edit-plan';

const task = (key: string, dependsOn: string[] = []) => ({ key, role: 'tech_lead' as const, prompt: 'Do it', dependsOn });
// a ─ b ─ c
//      └─ d
const plan = [task('a'), task('b', ['a']), task('c', ['b']), task('d', ['b'])];
const edges = (tasks: readonly { key: string; dependsOn?: string[] }[]) =>
  tasks.map(({ key, dependsOn }) => `${key}<${dependsOn?.join(',') ?? ''}`);

describe('editing a plan', () => {
  it('a removed task joins its neighbours', () => {
    expect(edges(removeTask(plan, 1))).toEqual(['a<', 'c<a', 'd<a']);
    expect(edges(removeTask([task('a'), task('b', ['a']), task('c', ['a', 'b'])], 1))).toEqual(['a<', 'c<a']);
  });
  it('a new key is known to all who wait for it', () => {
    expect(edges(renameTask(plan, 1, 'build'))).toEqual(['a<', 'build<a', 'c<build', 'd<build']);
  });
  it('a key that was used twice is only given to one', () => {
    expect(edges(renameTask([task('a'), task('a'), task('b', ['a'])], 1, 'x'))).toEqual(['a<', 'x<', 'b<a']);
  });
  it('new and copied tasks have keys of their own', () => {
    const grown = duplicateTask(duplicateTask(addTask(plan, plan[2] ?? null), 0), 0);
    expect(edges(grown)).toEqual(['a<', 'a-3<', 'a-2<', 'b<a', 'c<b', 'd<b', 'task-2<c']);
    expect(grown[1]).toMatchObject({ prompt: 'Do it' });
  });
  it('an emptied field is no field', () => {
    expect(changeTask([{ ...task('a'), title: 'A' }], 0, { title: undefined })).toEqual([task('a')]);
  });
  it('offers as dependency only what makes no cycle', () => {
    expect(possibleDependencies(plan, 1)).toEqual([]);
    expect(possibleDependencies(plan, 2)).toEqual(['a', 'd']);
  });
});

describe('checkPlan', () => {
  it('a sound plan has no faults', () => expect(checkPlan(plan)).toEqual([]));
  it('says each fault at its field', () => {
    const issues = checkPlan([
      { ...task('a b'), prompt: '' },
      { key: 'c', prompt: 'x' },
    ]);
    expect(Object.keys(faultsOf(issues, 0))).toEqual(['key', 'prompt']);
    expect(faultsOf(issues, 1)).toEqual({ role: 'a task for an agent needs a role' });
  });
  it('finds cycles and keys that are not there', () => {
    expect(faultsOf(checkPlan([task('a', ['b']), task('b', ['a'])]), 0).dependsOn).toContain('wait for each other');
    expect(faultsOf(checkPlan([task('a', ['x'])]), 0)).toEqual({ dependsOn: 'there is no task "x"' });
  });
});
