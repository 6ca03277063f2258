import { describe, expect, it } from 'vitest';
import { RUN_STATUSES, type TaskCounts } from '@/lib/contracts/run';
import type { RunHead } from './head';
import { afterCounts, moveCount, runStatusAfter } from './head';

const none: TaskCounts = { total: 0, pending: 0, ready: 0, running: 0, waiting: 0, succeeded: 0, failed: 0, skipped: 0, cancelled: 0 };
const head = (more: Partial<RunHead> = {}): RunHead => ({
  runId: 'r',
  status: 'RUNNING',
  statusReason: null,
  planned: true,
  graphVersion: 1,
  lastSeq: 1,
  counts: none,
  spentMicroUsd: 0,
  budgetMicroUsd: null,
  unpricedCalls: 0,
  holds: 0,
  ...more,
});

describe('runStatusAfter', () => {
  it.each<[Partial<TaskCounts>, string]>([
    [{ succeeded: 2 }, 'SUCCEEDED'],
    [{ succeeded: 1, skipped: 1 }, 'SUCCEEDED'],
    [{ succeeded: 1, failed: 1 }, 'FAILED'],
    [{ failed: 1, pending: 3 }, 'FAILED'],
    [{ failed: 1, ready: 1 }, 'RUNNING'],
    [{ failed: 1, running: 1 }, 'RUNNING'],
    [{ failed: 1, waiting: 1 }, 'RUNNING'],
    [{ pending: 1, running: 1 }, 'RUNNING'],
  ])('%j → %s', (counts, status) => {
    expect(runStatusAfter('RUNNING', { ...none, ...counts })).toBe(status);
  });

  it.each(RUN_STATUSES)('from %s: only an active run ends', (status) => {
    const active = status === 'PLANNING' || status === 'RUNNING' || status === 'PAUSED';
    expect(runStatusAfter(status, { ...none, succeeded: 1 })).toBe(active ? 'SUCCEEDED' : status);
  });
});

it('moves one task between two counts', () => {
  expect(moveCount({ ...none, total: 2, running: 1, pending: 1 }, 'RUNNING', 'WAITING')).toEqual({
    ...none,
    total: 2,
    pending: 1,
    waiting: 1,
  });
});

describe('afterCounts', () => {
  it('says nothing more while something can move', () => {
    const counts = { ...none, running: 1 };
    expect(afterCounts(head(), counts)).toEqual({ patch: { counts }, events: [] });
  });

  it('closes a run with its reason', () => {
    const counts = { ...none, failed: 1, pending: 1 };
    expect(afterCounts(head(), counts)).toEqual({
      patch: { counts, status: 'FAILED', statusReason: 'tasks_failed' },
      events: [{ type: 'run.failed', data: { reason: 'tasks_failed' } }],
    });
  });

  it('clears the reason of a pause when the run ends well', () => {
    const counts = { ...none, succeeded: 1 };
    expect(afterCounts(head({ status: 'PAUSED', statusReason: 'budget' }), counts)).toEqual({
      patch: { counts, status: 'SUCCEEDED', statusReason: null },
      events: [{ type: 'run.succeeded', data: {} }],
    });
  });
});
