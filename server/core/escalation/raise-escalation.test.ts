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
  for (const requestedAmount of [0, -1, 1_000_001, Number.NaN])
    expect(() => subjectOf({ type: 'budget_override', context: { requestedAmount } }, 'PAUSED', null)).toThrow(
      path('context.requestedAmount'),
    );
});

it.each<[RunStatus, boolean]>([
  ['PLANNING', true],
  ['RUNNING', true],
  ['PAUSED', true],
  ['FAILED', true],
  ['SUCCEEDED', false],
  ['CANCELLED', false],
])('a run that is %s may be asked about: %s', (status, may) => {
  const ask = () => subjectOf({ type: 'quality_concern' }, status, null);
  if (may) expect(ask()).toMatchObject({ subject: 'none' });
  else expect(ask).toThrow(expect.objectContaining({ code: 'conflict' }));
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
