import { describe, expect, it } from 'vitest';
import type { EventGroup, EventView } from '@/lib/contracts/event';
import { type EventFilter, matchesEvent } from '@/lib/run-cache/match-event';
import { eventSentence } from './event-sentence';
import { pagesInSight } from './log-rows';

const failure = { code: 'rate_limited', message: 'Slow down', httpStatus: 429, place: 'model', permanent: false, stack: null };
const own = { attempt: 2, epoch: 2 };
const view = (type: string, data: Record<string, unknown>, taskKey?: string): EventView => ({
  seq: 1,
  type,
  at: '2026-11-22T10:00:00.000Z',
  actor: 'worker:1',
  data,
  ...(taskKey ? { taskKey } : {}),
});
const turn = {
  ...own,
  conversation: 1,
  turn: 3,
  model: 'm',
  inputTokens: 7048,
  outputTokens: 12,
  costUsd: 0.19,
  priced: true,
  toolCalls: [],
};

describe('eventSentence', () => {
  it.each<[string, EventView, string]>([
    ['planned run', view('run.created', { planner: true, tasks: [], inputs: 2 }), 'Run created; the planner makes the graph, 2 inputs'],
    ['given tasks', view('run.created', { planner: false, tasks: [1, 2], inputs: 0 }), 'Run created with 2 tasks'],
    ['budget', view('run.paused', { reason: 'budget' }), 'Run paused: the budget is used up'],
    ['by hand', view('run.paused', { reason: null }), 'Run paused'],
    ['stuck', view('run.failed', { reason: 'tasks_failed' }), 'Run failed: nothing can move after the failed tasks'],
    ['no budget', view('run.budget_changed', { budgetUsd: null }), 'Budget removed'],
    ['again', view('task.started', own), 'Started attempt 2'],
    ['retry', view('task.retry_scheduled', { ...own, failure, retryAt: '' }), 'Attempt 2 failed, tries again: Slow down'],
    ['released', view('task.released', { ...own, reason: 'worker_lost' }), 'Given back because its worker was lost'],
    ['turn', view('task.turn', turn), 'Turn 3: 7,048 tokens in, 12 out, $0.19'],
    [
      'tools, unpriced',
      view('task.turn', { ...turn, priced: false, toolCalls: ['read_artifact'] }),
      'Turn 3: 7,048 tokens in, 12 out, unpriced; called read_artifact',
    ],
    ['artifact', view('artifact.written', { name: 'a.md', version: 2, bytes: 4100 }), 'Wrote a.md, version 2 (4.1 kB)'],
    ['of tomorrow', view('run.teleported', {}), 'run.teleported'],
  ])('%s', (_, event, expected) => {
    expect(eventSentence(event)).toBe(expected);
  });
});

describe('matchesEvent', () => {
  const log = [
    view('run.resumed', {}),
    view('task.started', own, 'api'),
    view('task.turn', turn, 'api'),
    view('task.failed', { ...own, failure }, 'api'),
    view('task.released', { ...own, reason: 'worker_lost' }, 'chart'),
    view('artifact.written', { name: 'a.md', version: 1, bytes: 1 }, 'chart'),
  ];
  const types = (group: EventGroup | null, taskKey: string | null = null, text = '', more: Partial<EventFilter> = {}) =>
    log.filter((event) => matchesEvent(event, { group, taskKey, actor: null, text, ...more })).map((event) => event.type);

  it.each<[string, string[], string[]]>([
    ['everything', types(null), log.map((event) => event.type)],
    ['run', types('run'), ['run.resumed']],
    ['task without turns', types('task'), ['task.started', 'task.failed', 'task.released']],
    ['turn', types('turn'), ['task.turn']],
    ['problems', types('problem'), ['task.failed', 'task.released']],
    ['one task', types(null, 'chart'), ['task.released', 'artifact.written']],
    ['all words of the data', types(null, null, ' SLOW  down'), ['task.failed']],
    ['a kind of actor', types('run', null, '', { actor: 'worker' }), ['run.resumed']],
    ['another actor', types(null, null, '', { actor: 'work' }), []],
    ['both', types('task', 'api', 'started'), ['task.started']],
  ])('%s', (_, actual, expected) => {
    expect(actual).toEqual(expected);
  });
});

describe('pagesInSight', () => {
  it.each<[number, number, number, number[]]>([
    [0, 20, 50_000, [0]],
    [190, 210, 50_000, [0, 1]],
    [49_990, 50_010, 50_000, [249]],
    [-5, 3, 4, [0]],
    [0, 0, 0, []],
  ])('rows %i to %i of %i', (first, last, count, pages) => {
    expect(pagesInSight(first, last, count)).toEqual(pages);
  });
});
