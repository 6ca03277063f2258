/** Each step of the scale is this much longer than the one before: a percentile is read to within a tenth. */
const RATIO = 1.2;

/** The step of the scale that a duration falls on, as it is stored. */
export function stepOf(ms: number): string {
  return String(Math.max(0, Math.round(Math.log(Math.max(1, ms)) / Math.log(RATIO))));
}

/** The duration, in milliseconds, that `share` of the counted ones do not exceed (0.5: the median); null where none was counted. */
export function percentile(steps: readonly { label: string; count: number }[], share: number): number | null {
  const ordered = steps.map(({ label, count }) => ({ step: Number(label), count })).sort((a, b) => a.step - b.step);
  const total = ordered.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  let seen = 0;
  for (const { step, count } of ordered) {
    seen += count;
    if (seen >= total * share) return Math.round(RATIO ** step);
  }
  return null;
}
