import { expect, it } from 'vitest';
import type { RunStatus } from '@/lib/contracts/run';
import type { RunHead } from '../run/head';
import { decideSpend, isOverBudget } from './budget';

it.each<[number, number | null, number, boolean]>([
  // spent, budget, threshold
  [99, 100, 1, false],
  [100, 100, 1, true],
  [101, 100, 1, true],
  [79, 100, 0.8, false],
  [80, 100, 0.8, true],
  [1_000_000, null, 1, false],
])('%i of %s at %d: over is %s', (spentMicroUsd, budgetMicroUsd, threshold, over) => {
  expect(isOverBudget({ spentMicroUsd, budgetMicroUsd }, threshold)).toBe(over);
});

const head = (status: RunStatus, budgetMicroUsd: number | null): RunHead => ({
  runId: 'r',
  status,
  statusReason: null,
  planned: true,
  graphVersion: 1,
  lastSeq: 1,
  counts: { total: 1, pending: 0, ready: 0, running: 1, waiting: 0, succeeded: 0, failed: 0, skipped: 0, cancelled: 0 },
  spentMicroUsd: 50,
  budgetMicroUsd,
  unpricedCalls: 2,
  holds: 0,
});

it.each<[string, RunStatus, number | null, boolean, { spent: number; unpriced: number; paused: boolean }]>([
  ['priced, no budget', 'RUNNING', null, true, { spent: 80, unpriced: 2, paused: false }],
  ['priced, below', 'RUNNING', 81, true, { spent: 80, unpriced: 2, paused: false }],
  ['priced, at the budget', 'RUNNING', 80, true, { spent: 80, unpriced: 2, paused: true }],
  ['priced, at the budget, planning', 'PLANNING', 80, true, { spent: 80, unpriced: 2, paused: true }],
  ['priced, at the budget, paused already', 'PAUSED', 80, true, { spent: 80, unpriced: 2, paused: false }],
  ['unpriced, no budget: unknown, not free', 'RUNNING', null, false, { spent: 50, unpriced: 3, paused: false }],
  ['unpriced counts against a budget', 'RUNNING', 80, false, { spent: 80, unpriced: 3, paused: true }],
])('%s', (_name, status, budget, priced, expected) => {
  const { patch, events } = decideSpend(head(status, budget), { costMicroUsd: 30, priced }, 1);
  expect({ spent: patch.spentMicroUsd, unpriced: patch.unpricedCalls, paused: patch.status === 'PAUSED' }).toEqual(expected);
  expect(events).toEqual(expected.paused ? [{ type: 'run.paused', data: { reason: 'budget' } }] : []);
});
