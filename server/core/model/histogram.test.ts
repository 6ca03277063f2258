import fc from 'fast-check';
import { expect, it } from 'vitest';
import { percentile, stepOf } from './histogram';

it('reads a percentile to within a tenth', () => {
  const durations = fc.array(fc.integer({ min: 20, max: 600_000 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(durations, fc.constantFrom(0.5, 0.95), (all, share) => {
      const steps = all.map((ms) => ({ label: stepOf(ms), count: 1 }));
      const exact = [...all].sort((a, b) => a - b)[Math.max(0, Math.ceil(all.length * share - 1e-9) - 1)] ?? 0;
      const read = percentile(steps, share) ?? 0;
      expect(Math.abs(read - exact) / exact).toBeLessThanOrEqual(0.1);
    }),
  );
});

it('of nothing is nothing', () => {
  expect(percentile([], 0.5)).toBeNull();
});
