import { describe, expect, it } from 'vitest';
import type { Failure } from '@/lib/contracts/task';
import type { RunHead } from '../run/head';
import { decideSettlement, MAX_LOST_WORKERS, type RunningTask, type Settlement } from './settle-task';

const now = new Date('2026-01-01T00:00:00Z');
const head: RunHead = {
  runId: 'r',
  status: 'RUNNING',
  statusReason: null,
  planned: true,
  graphVersion: 1,
  lastSeq: 1,
  counts: { total: 2, pending: 1, ready: 0, running: 1, waiting: 0, succeeded: 0, failed: 0, skipped: 0, cancelled: 0 },
  spentMicroUsd: 0,
  budgetMicroUsd: null,
  unpricedCalls: 0,
  holds: 0,
};
const running: RunningTask = { node: 0, epoch: 4, attempt: 2, maxAttempts: 3, lost: 0 };
const failure: Failure = { code: 'server_error', message: '500', httpStatus: 500, place: 'model', permanent: false, stack: null };
const failed = (more: Partial<Failure> = {}): Settlement => ({ kind: 'failed', failure: { ...failure, ...more }, retryDelayMs: 1_500 });

describe('a failure', () => {
  it('with attempts left waits as data', () => {
    expect(decideSettlement(head, running, failed(), now)).toMatchObject({
      status: 'WAITING',
      attempt: 2,
      readyAt: new Date('2026-01-01T00:00:01.500Z'),
      attemptRow: { outcome: 'failed', retryAt: new Date('2026-01-01T00:00:01.500Z') },
      head: { counts: { running: 0, waiting: 1 } },
      events: [{ type: 'task.retry_scheduled', node: 0, data: { attempt: 2, epoch: 4, retryAt: '2026-01-01T00:00:01.500Z' } }],
    });
  });

  it.each<[string, RunningTask, Settlement]>([
    ['at the last attempt', { ...running, attempt: 3 }, failed()],
    ['that no attempt would mend', { ...running, attempt: 1 }, failed({ permanent: true })],
  ])('%s fails the task, and the run that cannot move', (_name, task, settlement) => {
    const decision = decideSettlement(head, task, settlement, now);
    expect(decision).toMatchObject({ status: 'FAILED', readyAt: null, attemptRow: { outcome: 'failed', retryAt: null } });
    expect(decision.head).toMatchObject({ status: 'FAILED', statusReason: 'tasks_failed', counts: { failed: 1, running: 0, pending: 1 } });
    expect(decision.events.map(({ type }) => type)).toEqual(['task.failed', 'run.failed']);
  });

  it('asks for a fresh conversation where the old one grew too long', () => {
    const settlement = { ...failed(), freshConversation: true } as Settlement;
    expect(decideSettlement(head, running, settlement, now).freshConversation).toBe(true);
  });
});

it('a postponed task waits with its attempt given back, and leaves no row among its attempts', () => {
  expect(decideSettlement(head, running, { kind: 'postponed', reason: 'rate_limit', delayMs: 4_000 }, now)).toMatchObject({
    status: 'WAITING',
    waitingFor: 'rate_limit',
    attempt: 1,
    readyAt: new Date('2026-01-01T00:00:04Z'),
    attemptRow: null,
    head: { counts: { running: 0, waiting: 1 } },
    events: [
      { type: 'task.postponed', node: 0, data: { attempt: 2, epoch: 4, reason: 'rate_limit', readyAt: '2026-01-01T00:00:04.000Z' } },
    ],
  });
});

it('that waits for a person keeps its attempt and stands in no queue', () => {
  const ask = { conversation: 1, turn: 2, index: 0, server: 'files', tool: 'write', name: 'files__write', hash: 'h', arguments: '{}' };
  const decision = decideSettlement(head, running, { kind: 'waiting', for: 'approval', asks: [ask, { ...ask, index: 1 }] }, now);
  expect(decision).toMatchObject({
    status: 'WAITING',
    attempt: 2,
    waitingFor: 'approval',
    readyAt: null,
    attemptRow: null,
    head: { counts: { running: 0, waiting: 1 } },
    events: [{ type: 'task.waiting', node: 0, data: { attempt: 2, epoch: 4, for: 'approval', tools: ['files__write'] } }],
  });
});

describe('a release', () => {
  it.each<['paused' | 'shutdown' | 'worker_lost', number, string | undefined]>([
    ['paused', 0, undefined],
    ['shutdown', 0, undefined],
    ['worker_lost', 1, 'lost'],
  ])('because %s gives the attempt back', (reason, lost, outcome) => {
    const decision = decideSettlement(head, running, { kind: 'released', reason }, now);
    expect(decision).toMatchObject({ status: 'READY', attempt: 1, lost, readyAt: now, head: { counts: { running: 0, ready: 1 } } });
    expect(decision.attemptRow?.outcome).toBe(outcome);
    expect(decision.events).toEqual([{ type: 'task.released', node: 0, data: { attempt: 2, epoch: 4, reason } }]);
  });

  it('of a task that has cost too many workers fails it', () => {
    const task = { ...running, lost: MAX_LOST_WORKERS - 1 };
    const decision = decideSettlement(head, task, { kind: 'released', reason: 'worker_lost' }, now);
    expect(decision).toMatchObject({
      status: 'FAILED',
      lost: MAX_LOST_WORKERS,
      attemptRow: { outcome: 'lost', failure: { code: 'worker_lost' } },
    });
    expect(decideSettlement(head, task, { kind: 'released', reason: 'shutdown' }, now).status).toBe('READY');
  });
});
