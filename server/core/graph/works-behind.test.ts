import { expect, it } from 'vitest';
import { type WorkSource, worksBehind } from './works-behind';

it('finds the work that comes through gates and branches, in the order of the dependencies, each once', () => {
  const task = (kind: WorkSource['kind'], ...dependsOn: number[]): WorkSource => ({ kind, dependsOn });
  const tasks = new Map([
    [0, task('agent')],
    [1, task('agent')],
    [2, task('gate', 1)],
    [3, task('branch', 2, 0)],
    [4, task('agent', 3)],
  ]);
  expect(worksBehind([3, 4, 1], tasks)).toEqual([1, 0, 4]);
  expect(worksBehind([3], tasks, ['gate'])).toEqual([3]);
  expect(worksBehind([2], tasks, ['gate'])).toEqual([1]);
});
