import { describe, expect, it } from 'vitest';
import type { EventData, EventType, EventView } from '@/lib/contracts/event';
import type { RunDetail } from '@/lib/contracts/run';
import type { TaskStatus, TaskView } from '@/lib/contracts/task';
import { applyEvents } from './apply-events';

const AT = '2026-11-22T10:00:05.000Z';
const failure = { code: 'rate_limited', message: 'Slow down', httpStatus: 429, place: 'model', permanent: false, stack: null } as const;

function task(key: string, status: TaskStatus, dependsOn: string[] = [], change: Partial<TaskView> = {}): TaskView {
  return {
    id: `00000000-0000-7000-8000-${key.padStart(12, '0')}`,
    key,
    title: key,
    role: 'tech_lead',
    kind: 'agent',
    status,
    waitingFor: null,
    readyAt: null,
    dependsOn,
    attempt: 0,
    maxAttempts: 3,
    invalidated: false,
    tier: 'standard',
    costUsd: 0,
    turns: 0,
    startedAt: null,
    finishedAt: null,
    ...change,
  };
}

function run(tasks: TaskView[], change: Partial<RunDetail> = {}): RunDetail {
  const count = (status: TaskStatus) => tasks.filter((each) => each.status === status).length;
  return {
    id: '00000000-0000-7000-8000-000000000000',
    goal: 'Build the tide service',
    status: 'RUNNING',
    budgetUsd: 5,
    spentUsd: 0,
    reservedUsd: 0,
    unpricedCalls: 0,
    graphVersion: 1,
    lastSeq: 1,
    createdAt: '2026-11-22T10:00:00.000Z',
    startedAt: null,
    finishedAt: null,
    createdBy: 'user:ada@example.com',
    offlineModel: false,
    counts: {
      total: tasks.length,
      pending: count('PENDING'),
      ready: count('READY'),
      running: count('RUNNING'),
      waiting: count('WAITING'),
      succeeded: count('SUCCEEDED'),
      failed: count('FAILED'),
      skipped: count('SKIPPED'),
      cancelled: count('CANCELLED'),
    },
    tasks,
    ...change,
  };
}

const event = <T extends EventType>(seq: number, type: T, data: EventData[T], taskKey?: string): EventView => ({
  seq,
  type,
  at: AT,
  actor: 'engine',
  ...(taskKey === undefined ? {} : { taskKey }),
  data: data as unknown as Record<string, unknown>,
});
const own = { attempt: 1, epoch: 1 };
const turn = (costUsd: number, priced = true) => ({
  ...own,
  conversation: 1,
  turn: 1,
  model: 'm',
  inputTokens: 10,
  outputTokens: 5,
  costUsd,
  priced,
  toolCalls: [],
});

describe('applyEvents, one event on one task', () => {
  it.each<[string, TaskStatus, EventView, Partial<TaskView>]>([
    ['started', 'READY', event(2, 'task.started', own, 'a'), { status: 'RUNNING', attempt: 1, startedAt: AT }],
    ['succeeded', 'RUNNING', event(2, 'task.succeeded', own, 'a'), { status: 'SUCCEEDED', finishedAt: AT }],
    ['failed', 'RUNNING', event(2, 'task.failed', { ...own, failure }, 'a'), { status: 'FAILED', finishedAt: AT }],
    [
      'retry scheduled',
      'RUNNING',
      event(2, 'task.retry_scheduled', { ...own, failure, retryAt: AT }, 'a'),
      { status: 'WAITING', waitingFor: 'retry', readyAt: AT },
    ],
    ['released', 'RUNNING', event(2, 'task.released', { ...own, reason: 'paused' }, 'a'), { status: 'READY', attempt: 0 }],
    ['turn', 'RUNNING', event(2, 'task.turn', turn(0.25), 'a'), { status: 'RUNNING', costUsd: 0.25, turns: 1 }],
  ])('%s', (_, before, one, expected) => {
    const applied = applyEvents(run([task('a', before)]), [one]);
    expect(applied.refetch).toBe(false);
    expect(applied.run.tasks[0]).toMatchObject(expected);
    expect(applied.run.lastSeq).toBe(2);
  });
});

describe('applyEvents, one event on the run', () => {
  it.each<[string, EventView, Partial<RunDetail>]>([
    ['paused', event(2, 'run.paused', { reason: 'budget' }), { status: 'PAUSED', statusReason: 'budget' }],
    ['resumed', event(2, 'run.resumed', {}), { status: 'RUNNING', statusReason: undefined }],
    ['succeeded', event(2, 'run.succeeded', {}), { status: 'SUCCEEDED', finishedAt: AT }],
    ['failed', event(2, 'run.failed', { reason: 'nothing can move' }), { status: 'FAILED', statusReason: 'nothing can move' }],
    ['budget', event(2, 'run.budget_changed', { budgetUsd: 9 }), { budgetUsd: 9 }],
  ])('%s', (_, one, expected) => {
    expect(applyEvents(run([task('a', 'RUNNING'), task('b', 'PENDING', ['a'])], { statusReason: 'x' }), [one]).run).toMatchObject(expected);
  });

  it('cancels what is not over', () => {
    const { run: after } = applyEvents(run([task('a', 'SUCCEEDED'), task('b', 'RUNNING', ['a']), task('c', 'PENDING', ['b'])]), [
      event(2, 'run.cancelled', {}),
    ]);
    expect(after.tasks.map((each) => each.status)).toEqual(['SUCCEEDED', 'CANCELLED', 'CANCELLED']);
    expect(after.counts).toMatchObject({ succeeded: 1, cancelled: 2, running: 0, pending: 0 });
  });

  it('goes back to planning when a run is resumed before its plan is there', () => {
    const paused = run([task('plan', 'READY', [], { role: 'planner' })], { status: 'PAUSED' });
    expect(applyEvents(paused, [event(2, 'run.resumed', {})]).run.status).toBe('PLANNING');
  });
});

describe('applyEvents, readiness', () => {
  it('makes a task ready when the last it waits for is done, not before', () => {
    const start = run([task('a', 'RUNNING'), task('b', 'RUNNING'), task('c', 'PENDING', ['a', 'b'])]);
    const half = applyEvents(start, [event(2, 'task.succeeded', own, 'a')]).run;
    expect(half.tasks[2]?.status).toBe('PENDING');
    const whole = applyEvents(half, [event(3, 'task.succeeded', own, 'b')]).run;
    expect(whole.tasks[2]?.status).toBe('READY');
    expect(whole.counts).toMatchObject({ ready: 1, pending: 0, succeeded: 2, running: 0 });
  });

  it('counts a skipped dependency as done and a failed one as open', () => {
    const start = run([
      task('a', 'RUNNING'),
      task('s', 'SKIPPED'),
      task('f', 'FAILED'),
      task('x', 'PENDING', ['a', 's']),
      task('y', 'PENDING', ['a', 'f']),
    ]);
    const { run: after } = applyEvents(start, [event(2, 'task.succeeded', own, 'a')]);
    expect(after.tasks.map((each) => each.status)).toEqual(['SUCCEEDED', 'SKIPPED', 'FAILED', 'READY', 'PENDING']);
  });
});

describe('applyEvents, the log', () => {
  it('leaves tasks that did not change as they are, and the input untouched', () => {
    const before = run([task('a', 'READY'), task('b', 'PENDING', ['a'])]);
    const frozen = structuredClone(before);
    const { run: after } = applyEvents(before, [event(2, 'task.started', own, 'a')]);
    expect(after.tasks[1]).toBe(before.tasks[1]);
    expect(before).toEqual(frozen);
  });

  it('ignores events it has seen', () => {
    const before = run([task('a', 'RUNNING')], { lastSeq: 7 });
    expect(applyEvents(before, [event(7, 'task.succeeded', own, 'a')])).toEqual({ run: before, refetch: false });
  });

  it.each([
    ['a gap', [event(3, 'task.started', own, 'a')]],
    ['a new plan', [event(2, 'run.planned', { version: 2, tasks: [] })]],
    ['an unknown type', [{ ...event(2, 'run.resumed', {}), type: 'run.teleported' }]],
  ])('asks for the run again after %s', (_, events) => {
    expect(applyEvents(run([task('a', 'READY')]), events).refetch).toBe(true);
  });

  it('adds money without drift, and counts unpriced calls', () => {
    const events = Array.from({ length: 1_000 }, (_, i) => event(i + 2, 'task.turn', turn(0.000_1, i % 2 === 0), 'a'));
    const { run: after } = applyEvents(run([task('a', 'RUNNING')]), events);
    expect(after.spentUsd).toBe(0.1);
    expect(after.tasks[0]).toMatchObject({ costUsd: 0.1, turns: 1_000 });
    expect(after.unpricedCalls).toBe(500);
  });
});
