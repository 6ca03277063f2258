import { describe, expect, it } from 'vitest';
import type { EditableGraph, EditableTask } from '@/lib/contracts/edit';
import type { MeanRow } from './expect-task';
import { forecastOf } from './forecast-edit';
import { priorOf } from './prior';

const task = (key: string, dependsOn: string[] = [], more: Partial<EditableTask> = {}): EditableTask => ({
  ...{ key, title: key, role: 'tech_lead', kind: 'agent', prompt: 'x', phase: null, artifactType: null, tier: 'standard' },
  ...{
    maxAttempts: 3,
    timeoutSeconds: 600,
    priority: 0,
    sideEffects: 'none',
    outputs: null,
    gate: null,
    branch: null,
    waitingFor: null,
    dependsOn,
  },
  ...{ status: 'PENDING', started: false, waitingFor: null, invalidated: false, resolved: false, chosen: null },
  ...more,
});
const branch = (key: string, after: string[], ifTrue: string[], ifFalse: string[], more: Partial<EditableTask> = {}) =>
  task(key, after, { kind: 'branch', branch: { condition: 'true', ifTrue, ifFalse }, ...more });
const graph = (...tasks: EditableTask[]): EditableGraph => ({ version: 1, tasks });
const mean = (more: Partial<MeanRow> = {}): MeanRow => ({
  ...{ role: 'tech_lead', tier: 'standard', kind: 'agent', count: 4, costUsd: 1, seconds: 10 },
  ...more,
});
const one = (...tasks: EditableTask[]) => forecastOf(graph(), graph(...tasks), [mean()]);

describe('the forecast of an edit', () => {
  it('sums what has not ended, and takes the longest path for the time', () => {
    const before = graph(
      task('a', [], { status: 'SUCCEEDED' }),
      task('b', ['a'], { status: 'READY' }),
      task('c', ['a']),
      task('d', ['b', 'c']),
    );
    const after = graph(...before.tasks, task('e', ['d']));
    expect(forecastOf(before, after, [mean()])).toEqual({
      before: { costUsd: 3, seconds: 20, longestPath: 3 },
      after: { costUsd: 4, seconds: 30, longestPath: 4 },
      measured: 4,
      assumed: 0,
    });
  });

  it('takes the likest means that there are, else what is assumed', () => {
    const rows = [
      mean({ tier: 'premium', costUsd: 8, count: 1 }),
      mean({ tier: 'economy', costUsd: 2, count: 3 }),
      mean({ role: 'code_reviewer', kind: 'gate', costUsd: 0.5 }),
    ];
    const costOf = (more: Partial<EditableTask>) => forecastOf(graph(), graph(task('a', [], more)), rows);
    expect(costOf({ tier: 'premium' }).after.costUsd).toBe(8);
    // Of its role, weighed by how many there were; then of its kind.
    expect(costOf({ tier: 'standard' }).after.costUsd).toBe(3.5);
    expect(costOf({ role: 'ux_engineer' }).after.costUsd).toBe(3.5);
    expect(costOf({ kind: 'gate', role: 'security_reviewer', gate: { type: 'security_review' } }).after.costUsd).toBe(0.5);
    const assumed = forecastOf(graph(), graph(task('a')), []);
    expect(assumed).toMatchObject({ measured: 0, assumed: 1, after: { costUsd: priorOf('tech_lead', 'standard').costUsd } });
    expect(priorOf('tech_lead', 'standard').costUsd).toBeLessThan(priorOf('tech_lead', 'premium').costUsd);
    expect(priorOf('of another day', 'economy').costUsd).toBeGreaterThan(0);
  });

  it('counts nothing for conditions and people', () => {
    const free = one(
      task('g', [], { kind: 'gate', role: '', gate: { type: 'expression', condition: 'true' } }),
      task('h', ['g'], { kind: 'gate', role: '', gate: { type: 'human' } }),
      branch('b', ['h'], [], []),
    );
    expect(free).toEqual({
      before: { costUsd: 0, seconds: 0, longestPath: 0 },
      after: { costUsd: 0, seconds: 0, longestPath: 3 },
      measured: 0,
      assumed: 0,
    });
  });

  it('counts of a task that has begun what is left of it, and a tenth of one that takes longer than others', () => {
    const tasks = graph(task('a', [], { status: 'RUNNING', started: true }), task('b', ['a'], { status: 'WAITING', started: true }));
    const progress = new Map([
      ['a', { costUsd: 0.25, seconds: 4 }],
      ['b', { costUsd: 7, seconds: 0 }],
    ]);
    // Begun anew by the edit, it costs all of it again.
    const after = graph(task('a', [], { status: 'READY', started: true }), ...tasks.tasks.slice(1));
    const forecast = forecastOf(tasks, after, [mean()], progress);
    expect(forecast.before).toEqual({ costUsd: 0.85, seconds: 16, longestPath: 2 });
    expect(forecast.after).toEqual({ costUsd: 1.1, seconds: 20, longestPath: 2 });
  });
});

it('counts nothing for a gate that has judged and waits for a person', () => {
  const gate = { kind: 'gate', gate: { type: 'code_review' }, started: true, status: 'WAITING' } as const;
  expect(one(task('g', [], { ...gate, waitingFor: 'decision' }), task('a', ['g'])).after).toMatchObject({ costUsd: 1, seconds: 10 });
});

describe('a branch', () => {
  const ways = (more: Partial<EditableTask> = {}) => [
    task('a', [], { status: 'SUCCEEDED' }),
    branch('b', ['a'], ['yes'], ['no'], more),
    task('yes', ['b']),
    task('more', ['yes']),
    task('no', ['b']),
    task('join', ['more', 'no']),
  ];

  it('counts each way by half and the join whole while it has not decided', () => {
    const { after } = one(...ways());
    // Half of (yes, more) and half of (no), then the join; 30 or 20 seconds.
    expect(after).toEqual({ costUsd: 0.5 * 2 + 0.5 + 1, seconds: 25, longestPath: 5 });
  });

  it('counts the way it took once it has', () => {
    const decided = { status: 'SUCCEEDED', chosen: false, started: true } as const;
    expect(one(...ways(decided)).after).toMatchObject({ costUsd: 2, seconds: 20 });
    const closed = ways({ ...decided, chosen: true }).map((it) => (it.key === 'no' ? { ...it, status: 'SKIPPED' as const } : it));
    expect(one(...closed).after).toMatchObject({ costUsd: 3, seconds: 30 });
  });

  it('within a way counts by a quarter, whichever of many it is', () => {
    const many = Array.from({ length: 12 }, (_, n) => [
      branch(`o${n}`, [], [`i${n}`], [`x${n}`]),
      branch(`i${n}`, [`o${n}`], [`t${n}`], []),
      task(`t${n}`, [`i${n}`]),
      task(`x${n}`, [`o${n}`]),
    ]).flat();
    expect(one(...many).after.costUsd).toBeCloseTo(12 * 0.75, 6);
  });

  it('set aside by a person leaves both ways open', () => {
    expect(one(...ways({ status: 'SKIPPED', resolved: true })).after.costUsd).toBe(4);
  });
});
