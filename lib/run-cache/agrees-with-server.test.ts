import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventView, RunEvent } from '@/lib/contracts/event';
import type { RunDetail } from '@/lib/contracts/run';
import type { TaskView } from '@/lib/contracts/task';
import { stateAt } from '@/server/core/state-at';
import { applyEvents } from './apply-events';

const AT = '2026-11-22T10:00:00.000Z';
const failure = { code: 'x', message: 'x', httpStatus: null, place: 'model' as const, permanent: false, stack: null };
//  a ─┬─ b ─┬─ d
//     └─ c ─┘
const KEYS = ['a', 'b', 'c', 'd'];
const NODES = KEYS.map((key, node) => ({ node, key, dependsOn: [[], [0], [0], [1, 2]][node] ?? [] }));
const CREATED: RunEvent = {
  seq: 1,
  type: 'run.created',
  at: AT,
  actor: 'engine',
  data: { goal: 'x', planner: false, version: 1, tasks: NODES, inputs: 0 },
};

/** What the server would show after the first event, in the shape that the page holds. */
function firstPicture(): RunDetail {
  const counts = { total: 4, pending: 3, ready: 1, running: 0, waiting: 0, succeeded: 0, failed: 0, skipped: 0, cancelled: 0 };
  const tasks = NODES.map(({ key, node, dependsOn }) => ({
    key,
    status: node === 0 ? 'READY' : 'PENDING',
    attempt: 0,
    dependsOn: dependsOn.map((each) => KEYS[each] ?? ''),
    costUsd: 0,
    turns: 0,
  })) as TaskView[];
  return { status: 'RUNNING', lastSeq: 1, spentUsd: 0, unpricedCalls: 0, counts, tasks } as RunDetail;
}

const moves = fc.array(
  fc.record({
    node: fc.nat(3),
    kind: fc.constantFrom(
      ...['started', 'succeeded', 'failed', 'retry', 'postponed', 'released', 'waiting', 'resumed', 'turn', 'pause', 'resume', 'cancel'],
    ),
  }),
  { maxLength: 30 },
);

/** Events as the engine could have written them: a move that the task's status does not allow is left out. */
function history(wanted: { node: number; kind: string }[]): RunEvent[] {
  const events: RunEvent[] = [CREATED];
  const attempts = [0, 0, 0, 0];
  for (const { node, kind } of wanted) {
    const state = stateAt(events);
    if (state.status === 'CANCELLED') break;
    const status = state.tasks.get(node)?.status;
    const seq = events.length + 1;
    const base = { seq, at: AT, actor: 'engine' };
    const own = { ...base, node, taskKey: KEYS[node] };
    if (kind === 'pause' && state.status === 'RUNNING') events.push({ ...base, type: 'run.paused', data: { reason: 'budget' } });
    else if (kind === 'resume' && state.status === 'PAUSED') events.push({ ...base, type: 'run.resumed', data: {} });
    else if (kind === 'cancel' && node === 3) events.push({ ...base, type: 'run.cancelled', data: {} });
    else if (kind === 'started' && (status === 'READY' || status === 'WAITING')) {
      attempts[node] = (state.tasks.get(node)?.attempt ?? 0) + 1;
      events.push({ ...own, type: 'task.started', data: { attempt: attempts[node], epoch: 1 } });
    } else if (kind === 'resumed' && status === 'WAITING' && events.findLast((event) => event.node === node)?.type === 'task.waiting') {
      events.push({ ...own, type: 'task.resumed', data: { attempt: attempts[node] ?? 1, epoch: 1 } });
    } else if (status === 'RUNNING') {
      const data = { attempt: attempts[node] ?? 1, epoch: 1 };
      if (kind === 'succeeded') events.push({ ...own, type: 'task.succeeded', data });
      if (kind === 'failed') events.push({ ...own, type: 'task.failed', data: { ...data, failure } });
      if (kind === 'retry') events.push({ ...own, type: 'task.retry_scheduled', data: { ...data, failure, retryAt: AT } });
      if (kind === 'postponed') events.push({ ...own, type: 'task.postponed', data: { ...data, reason: 'rate_limit', readyAt: AT } });
      if (kind === 'released') events.push({ ...own, type: 'task.released', data: { ...data, reason: 'paused' } });
      if (kind === 'waiting') events.push({ ...own, type: 'task.waiting', data: { ...data, for: 'approval', tools: ['x__y'] } });
      if (kind === 'turn') {
        const usage = { conversation: 1, turn: 1, model: 'm', inputTokens: 1, outputTokens: 1, costUsd: 0.25, priced: true, toolCalls: [] };
        events.push({ ...own, type: 'task.turn', data: { ...data, ...usage } });
      }
    }
  }
  return events;
}

describe('the fold in the browser', () => {
  it('agrees with the fold of the server, however the events are cut into batches', () => {
    fc.assert(
      fc.property(moves, fc.integer({ min: 1, max: 7 }), (wanted, batch) => {
        const events = history(wanted);
        let run = firstPicture();
        for (let start = 1; start < events.length; start += batch) {
          const applied = applyEvents(run, events.slice(start, start + batch) as unknown as EventView[]);
          expect(applied.refetch).toBe(false);
          run = applied.run;
        }
        const truth = stateAt(events);
        expect(run.status).toBe(truth.status);
        expect(run.statusReason ?? null).toBe(truth.statusReason);
        expect(run.spentUsd).toBeCloseTo(truth.spentUsd, 6);
        expect(run.tasks.map(({ key, status, attempt }) => ({ key, status, attempt }))).toEqual(
          [...truth.tasks.values()].map(({ key, status, attempt }) => ({ key, status, attempt })),
        );
        const total = run.tasks.filter((task) => task.status === 'SUCCEEDED').length;
        expect(run.counts.succeeded).toBe(total);
      }),
      { numRuns: 300 },
    );
  });
});
