import { describe, expect, it } from 'vitest';
import type { EventData, EventType, RunEvent } from '@/lib/contracts/event';
import { TASK_STATUSES } from '@/lib/contracts/task';
import { stateAt } from '../state-at';
import { timelineAnswer } from './timeline-answer';
import { beginTimeline, type TimelineFold } from './timeline-fold';

type Line = { [T in EventType]: [type: T, data: EventData[T], node?: number] }[EventType];

const START_MS = Date.parse('2026-11-22T10:00:00.000Z');
const log = (...lines: Line[]): RunEvent[] =>
  lines.map(
    ([type, data, node], index) =>
      ({ seq: index + 1, type, at: new Date(START_MS + index * 1_000).toISOString(), actor: 'x', node, data }) as RunEvent,
  );

const failure = { code: 'rate_limited', message: 'x', httpStatus: 429, place: 'model' as const, permanent: false, stack: null };
//  a ─▶ b ─▶ c
const tasks = [
  { node: 0, key: 'a', dependsOn: [] },
  { node: 1, key: 'b', dependsOn: [0] },
  { node: 2, key: 'c', dependsOn: [1] },
];
const created: Line = ['run.created', { goal: 'g', planner: false, version: 1, tasks, inputs: 0 }];
const stamp = (epoch: number, attempt = epoch) => ({ attempt, epoch });
const turn = { conversation: 1, turn: 1, model: 'm', inputTokens: 1, outputTokens: 1, priced: true, toolCalls: [], costUsd: 0.25 };
const LONG = log(
  created,
  ['task.started', stamp(1), 0],
  ['task.turn', { ...stamp(1), ...turn }, 0],
  ['task.retry_scheduled', { ...stamp(1), failure, retryAt: '' }, 0],
  ['task.started', stamp(2), 0],
  ['task.released', { ...stamp(2), reason: 'worker_lost' }, 0],
  ['run.paused', { reason: 'budget' }],
  ['run.resumed', {}],
  ['task.started', { attempt: 2, epoch: 3 }, 0],
  ['task.succeeded', { attempt: 2, epoch: 3 }, 0],
  ['task.started', stamp(1), 1],
  ['task.waiting', { ...stamp(1), for: 'approval', tools: ['x'] }, 1],
  ['task.resumed', stamp(1), 1],
  ['task.started', { attempt: 1, epoch: 2 }, 1],
  ['run.rewound', { checkpointId: 'x', toSeq: 4, keptAs: 'y', version: 2, epoch: 9, reopened: [], held: [2], changes: [] }],
  ['task.started', { attempt: 2, epoch: 10 }, 0],
  ['task.failed', { attempt: 2, epoch: 10, failure }, 0],
  ['run.cancelled', {}],
);

const judgement = (result: boolean) => ({ result, by: 'model' as const, condition: null, evidence: {}, findings: [] });
const edited = {
  ...{ baseVersion: 1, reason: null, operations: [], checkpointId: null, tasks: [], removed: [], cancelled: [], restarted: [] },
  ...{ invalidated: [], skipped: [], changes: [], undoOf: null },
};
//  a ─▶ gate ─▶ branch ─▶ yes | no, both ─▶ join
const way = { ifTrue: [3], ifFalse: [4] };
const TURNS = log(
  [
    'run.created',
    {
      ...{ goal: 'g', planner: false, version: 1, inputs: 0 },
      tasks: [
        { node: 0, key: 'a', dependsOn: [] },
        { node: 1, key: 'gate', dependsOn: [0] },
        { node: 2, key: 'branch', dependsOn: [1], branch: way },
        { node: 3, key: 'yes', dependsOn: [2] },
        { node: 4, key: 'no', dependsOn: [2] },
        { node: 5, key: 'join', dependsOn: [3, 4] },
      ],
    },
  ],
  ['task.started', stamp(1), 0],
  ['task.succeeded', stamp(1), 0],
  ['task.started', stamp(1), 1],
  ['task.sent_back', { ...stamp(1), round: 1, judgement: judgement(false), authors: [{ node: 0, epoch: 2 }], invalidated: [] }, 1],
  ['task.started', { attempt: 1, epoch: 3 }, 0],
  ['task.succeeded', { attempt: 1, epoch: 3 }, 0],
  ['task.started', { attempt: 1, epoch: 2 }, 1],
  ['task.succeeded', { attempt: 1, epoch: 2, judgement: judgement(true) }, 1],
  ['task.started', stamp(1), 2],
  ['task.succeeded', { ...stamp(1), judgement: judgement(false), skipped: [3] }, 2],
  ['task.started', stamp(1), 4],
  // Taken away while it ran: what waited for it waits for the branch instead. And one more.
  [
    'run.edited',
    {
      ...{ ...edited, version: 2, cancelled: [{ node: 4, epoch: 2 }] },
      tasks: [
        { node: 2, key: 'branch', dependsOn: [1], branch: { ifTrue: [3], ifFalse: [] } },
        { node: 5, key: 'join', dependsOn: [3, 2] },
        { node: 6, key: 'extra', dependsOn: [0] },
      ],
    },
  ],
  ['task.started', stamp(1), 5],
  ['task.succeeded', stamp(1), 5],
  // Undone, and the way that was closed is opened by a person's edit.
  [
    'run.edited',
    {
      ...{ ...edited, version: 3, baseVersion: 2, undoOf: 2, removed: [6], restarted: [{ node: 3, epoch: 1 }], invalidated: [5] },
      tasks: [{ node: 3, key: 'yes', dependsOn: [0] }],
    },
  ],
);

const stepsOf = (fold: TimelineFold, key: string) =>
  fold.steps
    .filter((step) => fold.keys[step.row] === key)
    .map(({ seq, status, attempt, why, fault }) =>
      [seq, TASK_STATUSES[status] ?? 'gone', attempt, why, fault].filter((part) => part !== null),
    );

/** By key, as the steps and edges up to `seq` say. */
function shownAt(fold: TimelineFold, seq: number): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const edge of fold.edges) if (edge.seq <= seq) shown[fold.keys[edge.row] ?? ''] = 'PENDING';
  for (const step of fold.steps) if (step.seq <= seq) shown[fold.keys[step.row] ?? ''] = TASK_STATUSES[step.status] ?? 'gone';
  return Object.fromEntries(Object.entries(shown).filter(([, status]) => status !== 'gone'));
}

const stateOf = (events: RunEvent[], seq: number) =>
  Object.fromEntries([...stateAt(events, seq).tasks.values()].map(({ key, status }) => [key, status]));

describe('beginTimeline', () => {
  it('writes down attempts with what ended them, waits with their reason, and times in the queue', () => {
    const fold = beginTimeline(LONG);
    expect(stepsOf(fold, 'a')).toEqual([
      [1, 'READY', 0],
      [2, 'RUNNING', 1],
      [4, 'WAITING', 1, 'retry', '429'],
      [5, 'RUNNING', 2],
      [6, 'READY', 1, 'worker_lost'],
      [9, 'RUNNING', 2],
      [10, 'SUCCEEDED', 2],
      [15, 'READY', 1, 'rewound'],
      [16, 'RUNNING', 2],
      [17, 'FAILED', 2, '429'],
    ]);
    expect(stepsOf(fold, 'b')).toEqual([
      [10, 'READY', 0],
      [11, 'RUNNING', 1],
      [12, 'WAITING', 1, 'approval'],
      [13, 'READY', 0, 'resumed'],
      [14, 'RUNNING', 1],
      [15, 'PENDING', 0, 'rewound'],
      [18, 'CANCELLED', 0],
    ]);
    expect(stepsOf(fold, 'c')).toEqual([
      [15, 'WAITING', 0, 'irreversible'],
      [18, 'CANCELLED', 0],
    ]);
    expect(fold.marks).toEqual([
      { seq: 1, note: null },
      { seq: 7, note: 'budget' },
      { seq: 8, note: null },
      { seq: 15, note: '4' },
      { seq: 18, note: null },
    ]);
  });

  it('says of every past event what the fold of the events says', () => {
    const fold = beginTimeline(LONG);
    for (const { seq } of LONG) expect(shownAt(fold, seq), `seq ${seq}`).toEqual(stateOf(LONG, seq));
  });

  it('takes a graph that is replaced, and gives back what a rewind brings again', () => {
    const plan = { node: 0, key: 'plan', dependsOn: [] };
    const replaced = [{ node: 3, key: 'd', dependsOn: [0] }];
    const events = log(
      ['run.created', { goal: 'g', planner: true, version: 1, tasks: [plan], inputs: 0 }],
      ['task.started', stamp(1), 0],
      [
        'run.planned',
        {
          version: 2,
          tasks: [
            { node: 1, key: 'b', dependsOn: [0] },
            { node: 2, key: 'c', dependsOn: [1] },
          ],
        },
        0,
      ],
      ['task.succeeded', stamp(1), 0],
      ['run.replanned', { version: 3, tasks: replaced, drafts: [] }],
      ['run.rewound', { checkpointId: 'x', toSeq: 4, keptAs: 'y', version: 4, epoch: 5, reopened: [], held: [], changes: [] }],
    );
    const fold = beginTimeline(events);
    for (const { seq } of events) expect(shownAt(fold, seq), `seq ${seq}`).toEqual(stateOf(events, seq));
    expect(fold.versions.map(({ version }) => version)).toEqual([1, 2, 3, 4]);
  });

  it('follows branches, work that is sent back and edits, and marks where the way was decided', () => {
    const fold = beginTimeline(TURNS);
    for (const { seq } of TURNS) expect(shownAt(fold, seq), `seq ${seq}`).toEqual(stateOf(TURNS, seq));
    expect(fold.marks.slice(1)).toEqual([
      { seq: 5, note: '1' },
      { seq: 11, note: 'false' },
      { seq: 13, note: null },
      { seq: 16, note: '2' },
    ]);
    // The gate and its author, and what an edit aborted; nobody is interrupted by being there.
    expect(stepsOf(fold, 'gate').find(([seq]) => seq === 5)).toEqual([5, 'PENDING', 0, 'sent_back']);
    expect(stepsOf(fold, 'a').find(([seq]) => seq === 5)).toEqual([5, 'READY', 0, 'sent_back']);
    expect(stepsOf(fold, 'yes')).toEqual([
      [11, 'SKIPPED', 0],
      [16, 'READY', 0, 'edited'],
    ]);
    expect(stepsOf(fold, 'no')).toEqual([
      [11, 'READY', 0],
      [12, 'RUNNING', 1],
      [13, 'CANCELLED', 1, 'edited'],
    ]);
    expect(stepsOf(fold, 'extra')).toEqual([
      [13, 'READY', 0],
      [16, 'gone', 0],
    ]);
  });

  it('grows by the tail alone, and asks for all of it where a rewind goes back further than it remembers', () => {
    const grown = beginTimeline(LONG.slice(0, 9));
    expect(grown.push(LONG.slice(7, 14)), 'what it has already is passed over').toBe(true);
    expect(grown.steps).toEqual(beginTimeline(LONG.slice(0, 14)).steps);
    expect(grown.push(LONG.slice(14))).toBe(false);
    expect(grown.lastSeq).toBe(14);
  });
});

describe('timelineAnswer', () => {
  it('tells the tail in numbers that go on where the first answer ended', () => {
    const fold = beginTimeline(LONG);
    const name = (key: string) => ({ title: key.toUpperCase(), phase: null, role: 'x', irreversible: false });
    const all = timelineAnswer('r', fold, 0, name);
    const tail = timelineAnswer('r', fold, 16, name);
    expect(all.events).toHaveLength(LONG.length * 4);
    expect(all.tasks.map(({ title }) => title)).toEqual(['A', 'B', 'C']);
    expect(tail).toEqual({
      ...{ runId: 'r', after: 16, lastSeq: 18, startedAt: '2026-11-22T10:00:00.000Z', afterMs: 15_000, tasks: [], edges: [], versions: [] },
      words: ['task.failed', 'run.cancelled', '429'],
      events: [1_000, 0, 0, 0, 1_000, 1, -1, 0],
      steps: [17, 0, 5, 2, -1, 2, 18, 1, 7, 0, -1, -1, 18, 2, 7, 0, -1, -1],
      marks: [[18, -1]],
    });
  });
});
