import type { OverviewPoint, Range } from '@/lib/contracts/dashboard';

const DAY_SECONDS = 86_400;

/** A step of time as charts and tables show it: a short name for the axis, an exact one for reading. */
export interface Step {
  at: string;
  axis: string;
  exact: string;
}

/** Names of the steps in the viewer's zone: hours within a day, days beyond. */
export function prepareSteps(points: readonly { at: string }[], range: Range, timeZone?: string): Step[] {
  const axis = new Intl.DateTimeFormat('en-GB', {
    ...(range === '24h' ? { hour: '2-digit', minute: '2-digit' } : { day: 'numeric', month: 'short' }),
    timeZone,
  });
  const exact = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  });
  return points.map(({ at }) => ({ at, axis: axis.format(new Date(at)), exact: exact.format(new Date(at)) }));
}

/** The steps that the axis names: the first of each name. */
export const namedSteps = (steps: readonly Step[]): string[] =>
  steps.flatMap((step, index) => (index > 0 && steps[index - 1]?.axis === step.axis ? [] : [step.at]));

/** Neighbouring points as one, so that bars stay wide enough to be seen: `every` points from the last one back. */
export function mergePoints(points: readonly OverviewPoint[], every: number): OverviewPoint[] {
  const merged: OverviewPoint[] = [];
  for (let end = points.length; end > 0; end -= every) {
    const part = points.slice(Math.max(0, end - every), end);
    const [first] = part;
    if (!first) continue;
    const sum = (of: (point: OverviewPoint) => number) => part.reduce((total, point) => total + of(point), 0);
    const peaks = part.flatMap((point) => point.activeRuns ?? []);
    merged.unshift({
      at: first.at,
      succeeded: sum((point) => point.succeeded),
      failed: sum((point) => point.failed),
      retried: sum((point) => point.retried),
      cancelled: sum((point) => point.cancelled),
      calls: sum((point) => point.calls),
      costUsd: sum((point) => point.costUsd),
      tokens: sum((point) => point.tokens),
      activeRuns: peaks.length > 0 ? Math.max(...peaks) : null,
    });
  }
  return merged;
}

/** How many points a bar holds: about fifty bars, whole hours or days. */
export function barSize(range: Range, stepSeconds: number): number {
  const seconds = range === '24h' ? 1_800 : range === '7d' ? DAY_SECONDS / 6 : DAY_SECONDS;
  return Math.max(1, Math.round(seconds / stepSeconds));
}
