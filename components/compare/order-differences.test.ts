import { expect, it } from 'vitest';
import type { Comparison } from '@/lib/contracts/checkpoint';
import { readSide } from '../checkpoints/compare-sides';
import { deltaText, differWords, orderTasks } from './order-differences';

const ID = '01a206a4-4863-78b6-85f0-6846d18f1d6f';
const task = (key: string, change: Comparison['tasks'][number]['change']) => ({
  key,
  title: key,
  change,
  differs: [],
  left: null,
  right: null,
});

it('puts differences first and leaves out what is the same', () => {
  const tasks = [task('a', 'same'), task('b', 'changed'), task('c', 'same'), task('d', 'added')];
  expect(orderTasks(tasks, false).map(({ key }) => key)).toEqual(['b', 'd']);
  expect(orderTasks(tasks, true).map(({ key }) => key)).toEqual(['b', 'd', 'a', 'c']);
});

it.each([
  [2, 5, '+3'],
  [5, 2, '−3'],
  [2, 2, ''],
  [null, 2, ''],
])('%s beside %s reads "%s"', (left, right, text) => expect(deltaText(left, right, String)).toBe(text));

it('names what differs', () => expect(differWords(['prompt', 'dependsOn'])).toBe('prompt, what it waits for'));

it.each([
  [`run:${ID}`, { kind: 'run', id: ID }],
  [`checkpoint:${ID}`, { kind: 'checkpoint', id: ID }],
  ['run:x', null],
  [null, null],
])('%s is a side', (text, side) => expect(readSide(text)).toEqual(side));
