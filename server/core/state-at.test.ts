import { describe, expect, it } from 'vitest';
import type { EventData, EventType, RunEvent } from '@/lib/contracts/event';
import { stateAt } from './state-at';

type Line = { [T in EventType]: [type: T, data: EventData[T], node?: number] }[EventType];

const log = (...lines: Line[]): RunEvent[] =>
  lines.map(([type, data, node], index) => ({ seq: index + 1, type, at: '', actor: 'x', node, data }) as RunEvent);

const failure = { code: 'x', message: 'x', httpStatus: null, place: 'model' as const, permanent: true, stack: null };
//  a ─▶ b ─▶ c
const tasks = [
  { node: 0, key: 'a', dependsOn: [] },
  { node: 1, key: 'b', dependsOn: [0] },
  { node: 2, key: 'c', dependsOn: [1] },
];
const created: Line = ['run.created', { goal: 'g', planner: false, version: 1, tasks, inputs: 0 }];
const stamp = (epoch: number, attempt = epoch) => ({ attempt, epoch });
const started = (node: number, epoch = 1): Line => ['task.started', stamp(epoch), node];
const succeeded = (node: number, epoch = 1): Line => ['task.succeeded', stamp(epoch), node];

const statuses = (events: RunEvent[], seq?: number) => [...stateAt(events, seq).tasks.values()].map(({ status }) => status);

describe('stateAt', () => {
  it('stands at any event of the past', () => {
    const events = log(created, started(0), succeeded(0), started(1), succeeded(1), started(2), succeeded(2), ['run.succeeded', {}]);
    expect([0, 1, 2, 3, 4, 5, 6, 7, 8].map((seq) => [stateAt(events, seq).status, ...statuses(events, seq)])).toEqual([
      ['RUNNING'],
      ['RUNNING', 'READY', 'PENDING', 'PENDING'],
      ['RUNNING', 'RUNNING', 'PENDING', 'PENDING'],
      ['RUNNING', 'SUCCEEDED', 'READY', 'PENDING'],
      ['RUNNING', 'SUCCEEDED', 'RUNNING', 'PENDING'],
      ['RUNNING', 'SUCCEEDED', 'SUCCEEDED', 'READY'],
      ['RUNNING', 'SUCCEEDED', 'SUCCEEDED', 'RUNNING'],
      ['RUNNING', 'SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'],
      ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'],
    ]);
  });

  it('keeps attempt and epoch apart: a release gives the attempt back, a retry does not', () => {
    const events = log(
      created,
      started(0),
      ['task.released', { ...stamp(1), reason: 'worker_lost' }, 0],
      ['task.started', { attempt: 1, epoch: 2 }, 0],
      ['task.retry_scheduled', { attempt: 1, epoch: 2, failure, retryAt: '' }, 0],
    );
    expect(stateAt(events, 3).tasks.get(0)).toMatchObject({ status: 'READY', attempt: 0, epoch: 1 });
    expect(stateAt(events).tasks.get(0)).toMatchObject({ status: 'WAITING', attempt: 1, epoch: 2 });
  });

  it('gives the attempt back of a task that was put off', () => {
    const events = log(created, started(0), ['task.postponed', { ...stamp(1), reason: 'rate_limit', readyAt: '' }, 0]);
    expect(stateAt(events).tasks.get(0)).toMatchObject({ status: 'WAITING', attempt: 0, epoch: 1 });
  });

  it('lets a task wait for a person and go on with the same attempt', () => {
    const events = log(
      created,
      started(0),
      ['task.waiting', { ...stamp(1), for: 'approval', tools: ['files__write'] }, 0],
      ['task.decided', { approvalId: 'x', tool: 'files__write', decision: 'allow', reason: null }, 0],
      ['task.resumed', stamp(1), 0],
      ['task.started', { attempt: 1, epoch: 2 }, 0],
    );
    expect([3, 4, 5, 6].map((seq) => stateAt(events, seq).tasks.get(0))).toMatchObject([
      { status: 'WAITING', attempt: 1, epoch: 1 },
      { status: 'WAITING', attempt: 1, epoch: 1 },
      { status: 'READY', attempt: 0, epoch: 1 },
      { status: 'RUNNING', attempt: 1, epoch: 2 },
    ]);
  });

  it('leaves what waits for a failed task PENDING', () => {
    const events = log(created, started(0), ['task.failed', { ...stamp(1), failure }, 0], ['run.failed', { reason: 'tasks_failed' }]);
    expect(statuses(events)).toEqual(['FAILED', 'PENDING', 'PENDING']);
    expect(stateAt(events)).toMatchObject({ status: 'FAILED', statusReason: 'tasks_failed' });
  });

  it('cancels what has not ended, and fences it', () => {
    const events = log(created, started(0), succeeded(0), started(1), ['run.cancelled', {}]);
    expect([...stateAt(events).tasks.values()].map(({ status, epoch }) => [status, epoch])).toEqual([
      ['SUCCEEDED', 1],
      ['CANCELLED', 2],
      ['CANCELLED', 1],
    ]);
  });

  it('takes a planned graph in, also under a pause', () => {
    const plan = [{ node: 0, key: 'plan', dependsOn: [] }];
    const events = log(
      ['run.created', { goal: 'g', planner: true, version: 1, tasks: plan, inputs: 0 }],
      started(0),
      ['run.paused', { reason: 'budget' }],
      ['run.planned', { version: 2, tasks: [{ node: 1, key: 'a', dependsOn: [0] }] }, 0],
      succeeded(0),
      ['run.resumed', {}],
    );
    expect(
      [2, 3, 4, 6].map((seq) => stateAt(events, seq)).map(({ status, statusReason, graphVersion }) => [status, statusReason, graphVersion]),
    ).toEqual([
      ['PLANNING', null, 1],
      ['PAUSED', 'budget', 1],
      ['PAUSED', 'budget', 2],
      ['RUNNING', null, 2],
    ]);
    expect(statuses(events)).toEqual(['SUCCEEDED', 'READY']);
  });

  it('has in a run that begins in the middle what it inherited: choices, flags and what was taken away', () => {
    const node = (more: object) => ({
      ...{ attempt: 1, epoch: 1, resolved: false, talk: null, startedAt: null, finishedAt: null },
      ...more,
    });
    const events = log([
      'run.forked',
      {
        ...{
          parentRunId: 'p',
          parentSeq: 9,
          checkpointId: 'c',
          goal: 'g',
          planned: true,
          version: 1,
          inputs: 0,
          artifacts: [],
          changes: [],
        },
        tasks: [
          node({
            node: 0,
            key: 'b',
            dependsOn: [],
            status: 'SUCCEEDED',
            branch: { ifTrue: [1], ifFalse: [2] },
            chosen: true,
            invalidated: true,
          }),
          node({ node: 1, key: 'yes', dependsOn: [0], status: 'PENDING' }),
          node({ node: 2, key: 'no', dependsOn: [0], status: 'SKIPPED' }),
          node({ node: 3, key: 'old', dependsOn: [9], status: 'CANCELLED', removed: true }),
        ] as EventData['run.forked']['tasks'],
      },
    ]);
    expect(statuses(events)).toEqual(['SUCCEEDED', 'READY', 'SKIPPED', 'CANCELLED']);
    expect([...stateAt(events).tasks.values()]).toMatchObject([{ chosen: true, invalidated: true }, {}, {}, { removed: true }]);
  });

  it('lets a gate that a person kept shut wait for nothing any more', () => {
    const events = log(
      created,
      started(0),
      ['task.waiting', { ...stamp(1), for: 'decision', tools: [] }, 0],
      ['task.failed', { ...stamp(1), failure }, 0],
    );
    expect([3, 4].map((seq) => stateAt(events, seq).tasks.get(0))).toMatchObject([{ waitingFor: 'decision' }, { waitingFor: null }]);
  });

  it('adds up what turns cost', () => {
    const turn = { ...stamp(1), conversation: 1, turn: 1, model: 'm', inputTokens: 1, outputTokens: 1, priced: true, toolCalls: [] };
    const events = log(created, ['task.turn', { ...turn, costUsd: 0.5 }, 0], ['task.turn', { ...turn, turn: 2, costUsd: 0.25 }, 0]);
    expect(stateAt(events).spentUsd).toBe(0.75);
  });
});
