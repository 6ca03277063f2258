import { expect, it } from 'vitest';
import type { RunStatus } from '@/lib/contracts/run';
import { TASK_STATUSES } from '@/lib/contracts/task';
import { subjectOf } from './raise-escalation';

const task = { key: 'a', status: 'RUNNING' as const, removed: false };
const path = (named: string) => expect.objectContaining({ code: 'invalid_input', issues: [expect.objectContaining({ path: named })] });

it('about a task acts on what waits for it, whatever its type', () => {
  expect(subjectOf({ type: 'budget_override', taskKey: 'a', context: { requestedAmount: 5 } }, 'RUNNING', task)).toEqual({
    ...{ subject: 'hold', action: null },
  });
});

it('about a run acts on nothing, or on its budget, by the amount that is asked for', () => {
  expect(subjectOf({ type: 'quality_concern' }, 'RUNNING', null)).toEqual({ subject: 'none', action: null });
  const asked = { type: 'budget_override' as const, context: { requestedAmount: 20 } };
  expect(subjectOf(asked, 'PAUSED', null)).toEqual({ subject: 'budget', action: { kind: 'raise_budget', amountUsd: 20 } });
  expect(subjectOf({ type: 'budget_override', context: { requestedAmount: 'a lot' } }, 'PAUSED', null)).toEqual({
    subject: 'budget',
    action: null,
  });
  for (const requestedAmount of [0, -1, 1e-7, 1_000_001, Number.NaN])
    expect(() => subjectOf({ type: 'budget_override', context: { requestedAmount } }, 'PAUSED', null)).toThrow(
      path('context.requestedAmount'),
    );
});

it.each<[RunStatus, 'hold' | 'none']>([
  ['PLANNING', 'hold'],
  ['RUNNING', 'hold'],
  ['PAUSED', 'hold'],
  ['FAILED', 'hold'],
  ['SUCCEEDED', 'none'],
  ['CANCELLED', 'none'],
])('a run that is %s may be asked about; of its tasks it is a %s', (status, subject) => {
  expect(subjectOf({ type: 'quality_concern' }, status, null)).toEqual({ subject: 'none', action: null });
  expect(subjectOf({ type: 'budget_override' }, status, null)).toMatchObject({ subject: 'budget' });
  expect(subjectOf({ type: 'quality_concern', taskKey: 'a' }, status, task)).toEqual({ subject, action: null });
  expect(() => subjectOf({ type: 'quality_concern', taskKey: 'a' }, status, null)).toThrow(path('taskKey'));
});

it('what was cancelled with its run may be asked about', () => {
  const ask = () => subjectOf({ type: 'quality_concern', taskKey: 'a' }, 'CANCELLED', { ...task, status: 'CANCELLED' });
  expect(ask()).toEqual({ subject: 'none', action: null });
});

it.each(TASK_STATUSES)('a task that is %s', (status) => {
  const ask = () => subjectOf({ type: 'quality_concern', taskKey: 'a' }, 'RUNNING', { ...task, status });
  if (status === 'SKIPPED' || status === 'CANCELLED') expect(ask).toThrow(expect.objectContaining({ code: 'conflict' }));
  else expect(ask()).toMatchObject({ subject: 'hold' });
});

it('a task that is not there is named', () => {
  const asked = { type: 'quality_concern' as const, taskKey: 'a' };
  expect(() => subjectOf(asked, 'RUNNING', null)).toThrow(path('taskKey'));
  expect(() => subjectOf(asked, 'RUNNING', { ...task, removed: true })).toThrow(path('taskKey'));
});
