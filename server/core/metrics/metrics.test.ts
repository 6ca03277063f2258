import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DURATION_BOUNDS, EXPORTED_BOUNDS, quantile, slotOf } from './durations';
import { labelOfModel, MAX_CATALOGUE_MODELS, MAX_MODELS, OTHER } from './labels';
import { dayStart, firstRunIdAt, stepsOf, windowStart } from './windows';

describe('durations', () => {
  it('puts a duration below the first bound that is above it', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 200_000, noNaN: true }), (seconds) => {
        const slot = slotOf(seconds);
        expect(DURATION_BOUNDS[slot - 1] ?? 0).toBeLessThanOrEqual(seconds);
        expect(DURATION_BOUNDS[slot] ?? Number.POSITIVE_INFINITY).toBeGreaterThan(seconds);
      }),
    );
  });

  it('tells whole powers of two to the outside', () => {
    expect(EXPORTED_BOUNDS.map(({ le }) => Math.log2(le))).toEqual(Array.from({ length: 22 }, (_, index) => index - 4));
  });

  it('finds a percentile within 9.1 %', () => {
    const seconds = fc.array(fc.double({ min: 0.07, max: 100_000, noNaN: true }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(seconds, fc.constantFrom(0.5, 0.95, 1), (values, share) => {
        const counts = new Map<number, number>();
        for (const value of values) counts.set(slotOf(value), (counts.get(slotOf(value)) ?? 0) + 1);
        const truth = values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? 0;
        expect(Math.abs((quantile(counts, share) ?? 0) / truth - 1)).toBeLessThan(0.0911);
      }),
    );
  });

  it('has no percentile of nothing', () => {
    expect(quantile(new Map([[3, 0]]), 0.5)).toBeNull();
  });
});

describe('labels of models', () => {
  const nobody = { configured: () => false, catalogued: () => false };

  it('does not grow with invented names, however many the catalogue takes for its own', () => {
    const known = new Set<string>();
    const labels = new Set(
      Array.from({ length: 10_000 }, (_, index) => labelOfModel(`gpt-5-${index}`, known, { ...nobody, catalogued: () => true })),
    );
    expect(labels.size).toBe(MAX_CATALOGUE_MODELS + 1);
    expect(labelOfModel('mine', known, { ...nobody, configured: () => true })).toBe('mine');
    for (let index = 0; index < 100; index += 1) labelOfModel(`m${index}`, known, { ...nobody, configured: () => true });
    expect(known.size).toBe(MAX_MODELS);
  });

  it('keeps a label that was once given', () => {
    expect(labelOfModel('was-configured', new Set(['was-configured']), nobody)).toBe('was-configured');
    expect(labelOfModel('never', new Set(), nobody)).toBe(OTHER);
    expect(labelOfModel('x'.repeat(200), new Set(), { configured: () => true, catalogued: () => true })).toBe(OTHER);
  });
});

describe('windows', () => {
  const now = new Date('2026-11-23T10:17:31.500Z');

  it('begin on a boundary of their buckets', () => {
    expect(windowStart('24h', now).toISOString()).toBe('2026-11-22T10:15:00.000Z');
    expect(windowStart('7d', now).toISOString()).toBe('2026-11-16T10:00:00.000Z');
    expect(windowStart('30d', now).toISOString()).toBe('2026-10-24T10:00:00.000Z');
  });

  it('have steps from before their beginning up to now', () => {
    for (const range of ['24h', '7d', '30d'] as const) {
      const steps = stepsOf(range, now);
      expect(steps[0]?.getTime()).toBeLessThanOrEqual(windowStart(range, now).getTime());
      expect(steps.at(-1)?.getTime()).toBeLessThanOrEqual(now.getTime());
      expect(steps.length).toBeLessThan(125);
    }
  });

  it.each([
    ['2026-11-23T10:17:31Z', 'UTC', '2026-11-23T00:00:00.000Z'],
    ['2026-11-23T10:17:31Z', 'Asia/Kathmandu', '2026-11-22T18:15:00.000Z'],
    ['2026-11-23T03:00:00Z', 'America/New_York', '2026-11-22T05:00:00.000Z'],
    // The clock was set back at three in the morning.
    ['2026-10-25T20:00:00Z', 'Europe/Berlin', '2026-10-24T22:00:00.000Z'],
    ['2026-11-23T00:00:00Z', 'UTC', '2026-11-23T00:00:00.000Z'],
  ])('the day of %s in %s began at %s', (at, zone, start) => {
    expect(dayStart(new Date(at), zone).toISOString()).toBe(start);
  });

  it('knows the first id of a time', () => {
    expect(firstRunIdAt(new Date(0x0190_0000_0000)) <= '01900000-0000-7abc-8000-000000000000').toBe(true);
    expect(firstRunIdAt(new Date(0x0190_0000_0001)) > '01900000-0000-7fff-bfff-ffffffffffff').toBe(true);
  });
});
