import { describe, expect, it } from 'vitest';
import type { OverviewPoint } from '@/lib/contracts/dashboard';
import { prepareLatency } from './prepare-latency';
import { outcomesShown, prepareOutcomes } from './prepare-outcomes';
import { barSize, mergePoints, namedSteps, prepareSteps } from './prepare-series';
import { prepareSparkline } from './prepare-sparkline';
import { prepareSpend } from './prepare-spend';

const point = (over: Partial<OverviewPoint>): OverviewPoint => ({
  at: '2026-11-23T10:00:00.000Z',
  succeeded: 0,
  failed: 0,
  retried: 0,
  cancelled: 0,
  calls: 0,
  costUsd: 0,
  tokens: 0,
  activeRuns: null,
  ...over,
});

describe('sparklines', () => {
  it('reach from the foot to the top, over the known values', () => {
    expect(prepareSparkline([0, 5, 10], 100, 20)).toEqual({ line: 'M0 19L50 10L100 1', area: 'M0 19L50 10L100 1L100 20L0 20Z' });
    expect(prepareSparkline([null, 4, 4], 100, 20)?.line).toBe('M50 1L100 1');
  });
  it.each([[[]], [[0, 0]], [[null, null]], [[null, 3]]])('draw nothing of %j', (values) => {
    expect(prepareSparkline(values, 100, 20)).toBeNull();
  });
});

describe('steps', () => {
  it('are named in the viewer’s zone', () => {
    const points = [{ at: '2026-11-22T23:30:00.000Z' }];
    expect(prepareSteps(points, '24h', 'Europe/Berlin')).toEqual([
      { at: '2026-11-22T23:30:00.000Z', axis: '00:30', exact: expect.stringContaining('Mon 23 Nov') },
    ]);
    expect(prepareSteps(points, '30d', 'UTC')[0]?.axis).toBe('22 Nov');
  });
  it('are named once a day', () => {
    const steps = prepareSteps(
      ['2026-11-22T10', '2026-11-22T20', '2026-11-23T06'].map((hour) => ({ at: `${hour}:00:00.000Z` })),
      '7d',
      'UTC',
    );
    expect(namedSteps(steps)).toEqual(['2026-11-22T10:00:00.000Z', '2026-11-23T06:00:00.000Z']);
  });
  it('merge from the newest back, and lose nothing', () => {
    const points = [1, 2, 3, 4, 5].map((succeeded) =>
      point({ at: `2026-11-23T1${succeeded}:00:00.000Z`, succeeded, costUsd: 0.5, activeRuns: succeeded }),
    );
    const merged = mergePoints(points, 2);
    expect(merged.map((one) => [one.at.slice(11, 13), one.succeeded, one.costUsd, one.activeRuns])).toEqual([
      ['11', 1, 0.5, 1],
      ['12', 5, 1, 3],
      ['14', 9, 1, 5],
    ]);
  });
  it('are of half an hour, four hours and a day', () => {
    expect([barSize('24h', 900), barSize('7d', 7_200), barSize('30d', 21_600)]).toEqual([2, 2, 4]);
  });
});

describe('outcomes', () => {
  it('stack to their total, and leave out what never happened', () => {
    const bars = prepareOutcomes([point({ succeeded: 3, failed: 1 }), point({ retried: 2 })], '24h', 'UTC');
    expect(bars.map((bar) => bar.total)).toEqual([4, 2]);
    expect(outcomesShown(bars)).toEqual(['succeeded', 'failed', 'retried']);
  });
});

describe('spend', () => {
  it('has a bar for each step', () => {
    expect(prepareSpend([point({ costUsd: 1.5, tokens: 9, calls: 2 })], '7d', 'UTC')).toMatchObject([
      { costUsd: 1.5, tokens: 9, calls: 2, axis: '23 Nov' },
    ]);
  });
});

describe('latency', () => {
  it('puts the slowest role first, on an axis that holds all of them', () => {
    const rows = prepareLatency([
      { role: 'quick', count: 9, p50Ms: 100, p95Ms: 200 },
      { role: 'slow', count: 1, p50Ms: 60_000, p95Ms: 60_000 },
    ]);
    expect(rows.map((row) => row.role)).toEqual(['slow', 'quick']);
    for (const row of rows) {
      expect(row.p50At).toBeGreaterThan(0);
      expect(row.p50At).toBeLessThanOrEqual(row.p95At);
      expect(row.p95At).toBeLessThan(1);
    }
  });
  it('is empty without roles', () => {
    expect(prepareLatency([])).toEqual([]);
  });
});
