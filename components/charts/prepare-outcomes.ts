import type { Outcome, OverviewPoint, Range } from '@/lib/contracts/dashboard';
import { prepareSteps, type Step } from './prepare-series';

/** From below: how the parts of a bar are stacked. */
const STACKED: readonly Outcome[] = ['succeeded', 'failed', 'retried', 'cancelled'];

export type OutcomeBar = Step & Record<Outcome, number> & { total: number };

/** Bars of what ended, one a step. */
export function prepareOutcomes(points: readonly OverviewPoint[], range: Range, timeZone?: string): OutcomeBar[] {
  const steps = prepareSteps(points, range, timeZone);
  return points.flatMap((point, index) => {
    const step = steps[index];
    const { succeeded, failed, retried, cancelled } = point;
    return step ? [{ ...step, succeeded, failed, retried, cancelled, total: succeeded + failed + retried + cancelled }] : [];
  });
}

/** The outcomes that are there at all, in the order in which they are stacked. */
export const outcomesShown = (bars: readonly OutcomeBar[]): Outcome[] =>
  STACKED.filter((outcome) => outcome === 'succeeded' || bars.some((bar) => bar[outcome] > 0));
