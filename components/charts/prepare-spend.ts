import type { OverviewPoint, Range } from '@/lib/contracts/dashboard';
import { prepareSteps, type Step } from './prepare-series';

export type SpendBar = Step & { costUsd: number; tokens: number; calls: number };

/** Bars of what was spent, one a step. */
export function prepareSpend(points: readonly OverviewPoint[], range: Range, timeZone?: string): SpendBar[] {
  const steps = prepareSteps(points, range, timeZone);
  return points.flatMap(({ costUsd, tokens, calls }, index) => {
    const step = steps[index];
    return step ? [{ ...step, costUsd, tokens, calls }] : [];
  });
}
