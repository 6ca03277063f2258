import { describe, expect, it } from 'vitest';
import type { TimelineAnswer } from '@/lib/contracts/timeline';
import { eventWords } from './event-words';
import { lanesOf } from './lane-list';
import { pastSummary } from './past-summary';
import { barsOf } from './prepare-bars';
import { clockText, ticksOf, zoomed } from './time-scale';
import { extendModel, seqAtMs, statusAt, tasksAt } from './timeline-model';

const words = [
  'run.created',
  'task.started',
  'task.turn',
  'task.retry_scheduled',
  'task.succeeded',
  'retry',
  '429',
  'rewound',
  'run.rewound',
  '4',
];
const [PENDING, READY, RUNNING, WAITING, SUCCEEDED] = [0, 1, 2, 3, 4];
const name = (index: number, key: string, irreversible = false) => ({
  index,
  key,
  title: key.toUpperCase(),
  phase: null,
  role: 'x',
  irreversible,
});

//  a ─▶ b: a fails once, succeeds, b begins; then all goes back to event 4
const FIRST: TimelineAnswer = {
  runId: 'r',
  after: 0,
  lastSeq: 4,
  startedAt: '2026-11-22T10:00:00.000Z',
  afterMs: 0,
  words,
  tasks: [name(0, 'a', true), name(1, 'b')],
  events: [0, 0, -1, 0, 1_000, 1, 0, 0, 1_000, 2, 0, 250_000, 1_000, 3, 0, 0],
  steps: [1, 0, READY, 0, -1, -1, 2, 0, RUNNING, 1, -1, -1, 4, 0, WAITING, 1, 5, 6].map((value) => value ?? -1),
  edges: [
    [1, 0],
    [1, 1, 0],
  ],
  versions: [[1, 1]],
  marks: [[1, -1]],
};
const TAIL: TimelineAnswer = {
  ...FIRST,
  after: 4,
  lastSeq: 9,
  afterMs: 3_000,
  tasks: [],
  // The clock of another worker is behind: time never goes back on the axis.
  events: [1_000, 1, 0, 0, -500, 2, 0, 500_000, 1_000, 4, 0, 0, 500, 1, 1, 0, 500, 8, -1, 0],
  steps: [
    ...[5, 0, RUNNING, 2, -1, -1, 7, 0, SUCCEEDED, 2, -1, -1, 7, 1, READY, 0, -1, -1],
    ...[8, 1, RUNNING, 1, -1, -1, 9, 0, READY, 1, 7, -1, 9, 1, PENDING, 0, 7, -1],
  ].map((value) => value ?? -1),
  edges: [],
  versions: [[9, 2]],
  marks: [[9, 9]],
};
const model = extendModel(extendModel(null, FIRST), TAIL);
const [a, b] = model.rows;

describe('the model', () => {
  it('puts a tail behind what it has, and keeps rows that nothing happened to', () => {
    const first = extendModel(null, FIRST);
    const idle = extendModel(first, { ...TAIL, steps: [], events: [], lastSeq: 4, versions: [], marks: [] });
    expect(idle.rows[0]).toBe(first.rows[0]);
    expect(model.atMs).toEqual([0, 1_000, 2_000, 3_000, 4_000, 4_000, 4_500, 5_000, 5_500]);
    expect(model.spent.at(-1)).toBe(750_000);
  });
  it('stands at every event', () => {
    const shown = Array.from({ length: 10 }, (_, seq) => [a, b].map((row) => (row ? statusAt(row, seq) : null)));
    expect(shown).toEqual([
      [null, null],
      ['READY', 'PENDING'],
      ['RUNNING', 'PENDING'],
      ['RUNNING', 'PENDING'],
      ['WAITING', 'PENDING'],
      ['RUNNING', 'PENDING'],
      ['RUNNING', 'PENDING'],
      ['SUCCEEDED', 'READY'],
      ['SUCCEEDED', 'RUNNING'],
      ['READY', 'PENDING'],
    ]);
    expect(tasksAt(model, 7).map(({ row, dependsOn }) => [row.key, dependsOn])).toEqual([
      ['a', []],
      ['b', ['a']],
    ]);
  });
  it.each([
    [-5, 1],
    [0, 1],
    [999, 1],
    [1_000, 2],
    [4_000, 6],
    [99_999, 9],
  ])('at %d ms the last event is %d', (ms, seq) => expect(seqAtMs(model, ms)).toBe(seq));
});

describe('bars', () => {
  it('tell attempts by what ended them', () => {
    expect(a && barsOf(a).map(({ look, fromMs, toMs, label }) => [look, fromMs, toMs, label])).toEqual([
      ['queue', 0, 1_000, ''],
      ['failed', 1_000, 3_000, '429'],
      ['retry', 3_000, 4_000, ''],
      ['succeeded', 4_000, 4_500, 'attempt 2'],
      ['queue', 5_500, null, ''],
    ]);
    expect(b && barsOf(b).map(({ look, words: said }) => [look, said])).toEqual([
      ['queue', 'In the queue'],
      ['cancelled', 'Attempt 1 was left by a rewind'],
    ]);
  });
  it('stand under their phases', () => {
    const rows = model.rows.map((row, index) => ({ ...row, phase: index === 0 ? 'Build' : null }));
    const shown = (closed: string[]) => lanesOf(rows, new Set(closed)).map((lane) => (lane.kind === 'phase' ? lane.name : lane.row.key));
    expect([lanesOf(model.rows, new Set()).length, shown([]), shown(['Build'])]).toEqual([2, ['Build', 'a', 'b'], ['Build', 'b']]);
  });
});

it('says what going back would keep, undo and run twice', () => {
  const done = extendModel(extendModel(null, FIRST), { ...TAIL, steps: TAIL.steps.slice(0, 18) });
  expect(pastSummary(done, 4)).toMatchObject({ total: 2, counts: { WAITING: 1, PENDING: 1 }, spentUsd: 0.25, undoneUsd: 0.5, version: 1 });
  expect(pastSummary(done, 4).irreversible.map((row) => row.key)).toEqual(['a']);
  expect(pastSummary(done, 7)).toMatchObject({ undone: [], undoneUsd: 0, irreversible: [] });
});

it.each([
  [1, 'Run created'],
  [2, 'A started'],
  [4, 'A failed: 429, tries again'],
  [5, 'A started attempt 2'],
  [9, 'Run rewound to event 4'],
])('event %d reads %s', (seq, text) => expect(eventWords(model, seq)).toBe(text));

describe('the axis', () => {
  it.each([
    [{ fromMs: 0, toMs: 360_000 }, ['00:00', '01:00', '02:00', '03:00', '04:00', '05:00', '06:00']],
    [{ fromMs: -10, toMs: 1_000 }, ['00:00.000', '00:00.200', '00:00.400', '00:00.600', '00:00.800', '00:01.000']],
    [
      { fromMs: 0, toMs: 90_000_000 },
      ['00:00', '3:00:00', '6:00:00', '9:00:00', '12:00:00', '15:00:00', '18:00:00', '21:00:00', '1 d 00:00'],
    ],
  ])('ticks of %o', (span, texts) => expect(ticksOf(span, 800).map((tick) => tick.text)).toEqual(texts));
  it('zooms about a moment', () => {
    expect(zoomed({ fromMs: 0, toMs: 1_000 }, 2, 250, 10_000)).toEqual({ fromMs: 125, toMs: 625 });
    expect(zoomed({ fromMs: 0, toMs: 1_000 }, 0.001, 0, 10_000)).toEqual({ fromMs: 0, toMs: 10_000 });
  });
  it('reads as a clock', () => expect([clockText(277_000), clockText(3_723_000), clockText(-5)]).toEqual(['04:37', '1:02:03', '00:00']));
});
