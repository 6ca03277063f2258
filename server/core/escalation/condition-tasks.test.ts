import { expect, it } from 'vitest';
import type { EditableTask } from '@/lib/contracts/edit';
import { conditionOperations } from './condition-tasks';

type Task = Parameters<typeof conditionOperations>[2]['tasks'][number];
const task = (key: string, dependsOn: string[] = [], more: Partial<EditableTask> = {}): Task => ({
  ...{ key, kind: 'agent', role: 'backend_engineer', dependsOn, status: 'PENDING', branch: null },
  ...more,
});
const asked = { taskKey: 'a', title: 'Good?', description: 'Look.' };
const plan = (tasks: Task[], conditions = ['Test it'], about: Parameters<typeof conditionOperations>[0] = asked, taken: string[] = []) =>
  conditionOperations(about, conditions, { tasks, takenKeys: new Set(taken), leadRole: 'tech_lead' });
const added = (operations: ReturnType<typeof plan>) =>
  operations.flatMap((one) => (one.op === 'addTask' ? [[one.task.key, one.task.role, one.task.dependsOn]] : []));
const linked = (operations: ReturnType<typeof plan>) =>
  operations.flatMap((one) => (one.op === 'addDependency' ? [`${one.from} > ${one.to}`] : []));

it('the author does what is demanded, a lead checks it, and what has not begun waits for the check', () => {
  const operations = plan([task('a'), task('b', ['a']), task('c', ['a'], { status: 'RUNNING' }), task('d', ['b'])]);
  expect(added(operations)).toEqual([
    ['condition-1', 'backend_engineer', ['a']],
    ['check-condition-1', 'tech_lead', ['condition-1']],
  ]);
  expect(linked(operations)).toEqual(['check-condition-1 > b']);
});

it('behind a gate the author of what it judged works, on what it judged', () => {
  const gate = task('g', ['a'], { kind: 'gate', role: 'code_reviewer' });
  const operations = plan([task('a'), gate, task('b', ['g'])], ['Test it'], { ...asked, taskKey: 'g' });
  expect(added(operations)[0]).toEqual(['condition-1', 'backend_engineer', ['g', 'a']]);
  expect(linked(operations)).toEqual(['check-condition-1 > b']);
});

it('behind a branch only the way that is taken waits', () => {
  const branch = task('w', ['a'], { kind: 'branch', role: '', branch: { condition: 'true', ifTrue: ['yes'], ifFalse: ['no'] } });
  const operations = plan([task('a'), branch, task('yes', ['w']), task('no', ['w'])], ['Test it'], { ...asked, taskKey: 'w' });
  expect(linked(operations)).toEqual(['check-condition-1 > yes']);
});

it('takes numbers that no task has or had', () => {
  const operations = plan([task('a'), task('condition-1')], ['One', 'Two'], asked, ['check-condition-3']);
  expect(added(operations).map(([key]) => key)).toEqual(['condition-2', 'check-condition-2', 'condition-4', 'check-condition-4']);
});

it('keeps what others wrote between marks, and its braces from being values of other tasks', () => {
  const [work] = plan([task('a')], ['Use {{x}}'], { ...asked, description: '{{tasks.a.outputs.secret}}' });
  const prompt = work?.op === 'addTask' ? work.task.prompt : '';
  expect(prompt).toContain('Use { {x}}');
  expect(prompt).toMatch(/\[material \w+\] \{"question":"a"\}\nGood\?\n\n\{ \{tasks\.a\.outputs\.secret\}\}\n\[end of material/);
});
