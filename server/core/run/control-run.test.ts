import { describe, expect, it } from 'vitest';
import { RUN_STATUSES, type RunStatus } from '@/lib/contracts/run';
import { type ControlDecision, decideBudget, decideCancel, decidePause, decideResume } from './control-run';
import type { RunHead } from './head';

const head = (more: Partial<RunHead> = {}): RunHead => ({
  runId: 'r',
  status: 'RUNNING',
  statusReason: null,
  planned: true,
  graphVersion: 1,
  lastSeq: 1,
  counts: { total: 6, pending: 1, ready: 1, running: 1, waiting: 1, succeeded: 1, failed: 1, skipped: 0, cancelled: 0 },
  spentMicroUsd: 0,
  budgetMicroUsd: null,
  unpricedCalls: 0,
  holds: 0,
  ...more,
});

type Verdict = RunStatus | 'nothing' | 'conflict';
function verdict(decide: () => ControlDecision, from: RunStatus): Verdict {
  try {
    const decision = decide();
    return decision ? (decision.patch.status ?? from) : 'nothing';
  } catch {
    return 'conflict';
  }
}

const table: Record<RunStatus, { pause: Verdict; resume: Verdict; cancel: Verdict }> = {
  PLANNING: { pause: 'PAUSED', resume: 'nothing', cancel: 'CANCELLED' },
  RUNNING: { pause: 'PAUSED', resume: 'nothing', cancel: 'CANCELLED' },
  PAUSED: { pause: 'nothing', resume: 'RUNNING', cancel: 'CANCELLED' },
  SUCCEEDED: { pause: 'conflict', resume: 'conflict', cancel: 'conflict' },
  FAILED: { pause: 'conflict', resume: 'conflict', cancel: 'conflict' },
  CANCELLED: { pause: 'conflict', resume: 'conflict', cancel: 'nothing' },
};

it.each(RUN_STATUSES)('wishes for a run that is %s', (status) => {
  expect({
    pause: verdict(() => decidePause(head({ status })), status),
    resume: verdict(() => decideResume(head({ status }), 1), status),
    cancel: verdict(() => decideCancel(head({ status })), status),
  }).toEqual(table[status]);
});

it('resumes a run without a plan into planning', () => {
  expect(decideResume(head({ status: 'PAUSED', planned: false }), 1)?.patch.status).toBe('PLANNING');
});

it('cancels what has not ended and keeps what has', () => {
  expect(decideCancel(head())).toMatchObject({
    patch: { counts: { total: 6, pending: 0, ready: 0, running: 0, waiting: 0, succeeded: 1, failed: 1, cancelled: 4 } },
    cancelTasks: true,
  });
});

describe('decideBudget', () => {
  it.each<[string, Partial<RunHead>, number | null, RunStatus | undefined]>([
    ['above what is spent', { spentMicroUsd: 5 }, 6, undefined],
    ['at what is spent', { spentMicroUsd: 5 }, 5, 'PAUSED'],
    ['below what is spent', { spentMicroUsd: 5 }, 1, 'PAUSED'],
    ['taken away', { spentMicroUsd: 5, budgetMicroUsd: 5 }, null, undefined],
    ['below, while planning', { spentMicroUsd: 5, status: 'PLANNING' }, 1, 'PAUSED'],
    ['below, of a paused run', { spentMicroUsd: 5, status: 'PAUSED' }, 1, undefined],
    ['below, of an ended run', { spentMicroUsd: 5, status: 'SUCCEEDED' }, 1, undefined],
  ])('%s', (_name, from, budgetMicroUsd, status) => {
    const decision = decideBudget(head(from), budgetMicroUsd, 1);
    expect(decision?.patch.status).toBe(status);
    expect(decision?.events.map(({ type }) => type)).toEqual(status ? ['run.budget_changed', 'run.paused'] : ['run.budget_changed']);
  });
});

it('refuses to resume over the budget, up to the threshold', () => {
  const paused = head({ status: 'PAUSED', spentMicroUsd: 8, budgetMicroUsd: 10 });
  expect(verdict(() => decideResume(paused, 0.8), 'PAUSED')).toBe('conflict');
  expect(verdict(() => decideResume(paused, 0.9), 'PAUSED')).toBe('RUNNING');
});
