import { describe, expect, it } from 'vitest';
import type { RunDetail } from '@/lib/contracts/run';
import { readBudget } from './read-budget';
import { isOverBudget, runStanding } from './run-status';

const counts = { total: 3, pending: 1, ready: 0, running: 1, waiting: 0, succeeded: 1, failed: 0, skipped: 0, cancelled: 0 };
const run = (change: Partial<Parameters<typeof runStanding>[0]>) => ({
  status: 'RUNNING' as const,
  budgetUsd: null,
  spentUsd: 0,
  counts,
  ...change,
});

describe('runStanding', () => {
  it.each<[string, Parameters<typeof runStanding>[0], string, string | null]>([
    ['running', run({}), 'Running', null],
    ['only retries left', run({ counts: { ...counts, running: 0, waiting: 1 }, tasks: [] }), 'Running · waiting to retry', null],
    ['nothing but waiting', run({ counts: { ...counts, running: 0, waiting: 1 } }), 'Running · waiting', null],
    [
      'a call that a person must allow',
      run({ counts: { ...counts, running: 0, waiting: 1 }, tasks: [{ waitingFor: 'approval' }] as RunDetail['tasks'] }),
      'Running · 1 task asks a person',
      null,
    ],
    ['paused by hand', run({ status: 'PAUSED' }), 'Paused', 'Calls in flight end; no new one starts until you resume.'],
    [
      'paused by budget',
      run({ status: 'PAUSED', statusReason: 'budget', budgetUsd: 2, spentUsd: 2.01 }),
      'Paused: budget',
      'The budget is used up ($2.01 of $2.00). Raise it, then resume.',
    ],
    [
      'budget raised since',
      run({ status: 'PAUSED', statusReason: 'budget', budgetUsd: 5, spentUsd: 2 }),
      'Paused: budget',
      'The budget was raised. Resume to go on.',
    ],
    ['failed for a reason', run({ status: 'FAILED', statusReason: 'No task can move' }), 'Failed', 'No task can move'],
    [
      'failed tasks',
      run({ status: 'FAILED', statusReason: 'tasks_failed', counts: { ...counts, failed: 2 } }),
      'Failed',
      '2 tasks failed, and nothing else can move. Open what is red to see why.',
    ],
    ['done', run({ status: 'SUCCEEDED' }), 'Succeeded', null],
  ])('%s', (_, facts, text, advice) => {
    expect(runStanding(facts)).toMatchObject({ text, advice });
  });

  it('knows when a resume would be refused', () => {
    expect(isOverBudget(run({ status: 'PAUSED', statusReason: 'budget', budgetUsd: 2, spentUsd: 2 }))).toBe(true);
    expect(isOverBudget(run({ status: 'PAUSED', statusReason: 'budget', budgetUsd: 3, spentUsd: 2 }))).toBe(false);
    expect(isOverBudget(run({ status: 'PAUSED', statusReason: 'budget', budgetUsd: null, spentUsd: 2 }))).toBe(false);
  });
});

describe('readBudget', () => {
  it.each([
    ['', { usd: null }],
    ['5', { usd: 5 }],
    [' $2.50 ', { usd: 2.5 }],
    ['2,50', { usd: 2.5 }],
    ['0', { error: 'Give an amount above 0, such as 5 or 2.50.' }],
    ['-3', { error: 'Give an amount above 0, such as 5 or 2.50.' }],
    ['a lot', { error: 'Give an amount above 0, such as 5 or 2.50.' }],
    ['99999999', { error: 'Give an amount above 0, such as 5 or 2.50.' }],
  ])('"%s"', (text, expected) => {
    expect(readBudget(text)).toEqual(expected);
  });
});
