import type { Range } from '@/lib/contracts/dashboard';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Seconds of a bucket of the statistics, young to old. */
export const SPANS = { fine: 300, hour: 3_600, day: 86_400 } as const;
/** Buckets of five minutes stay for as long as "yesterday" may need them in any zone; hours for as long as the longest range. */
export const FINE_DAYS = 3;
export const HOUR_DAYS = 40;

const WINDOWS: Record<Range, { lengthMs: number; alignMs: number; stepSeconds: number }> = {
  '24h': { lengthMs: DAY_MS, alignMs: 5 * MINUTE_MS, stepSeconds: 900 },
  '7d': { lengthMs: 7 * DAY_MS, alignMs: HOUR_MS, stepSeconds: 7_200 },
  '30d': { lengthMs: 30 * DAY_MS, alignMs: HOUR_MS, stepSeconds: 21_600 },
};

/**
 * Where a range begins, on a boundary of the buckets that hold it: the figures of the overview and the lists that they link to look at
 * the same rows. A range is therefore up to five minutes (24 h) or an hour longer than its name.
 */
export function windowStart(range: Range, now: Date): Date {
  const { lengthMs, alignMs } = WINDOWS[range];
  return new Date(Math.floor((now.getTime() - lengthMs) / alignMs) * alignMs);
}

/** The same without the rounding: what lists of runs by their creation mean by a range. */
export const exactStart = (range: Range, now: Date): Date => new Date(now.getTime() - WINDOWS[range].lengthMs);

export const stepOf = (range: Range): number => WINDOWS[range].stepSeconds;

/** The starts of the steps of a range, the first of which may be cut by the beginning of the range. */
export function stepsOf(range: Range, now: Date): Date[] {
  const stepMs = stepOf(range) * 1000;
  const first = Math.floor(windowStart(range, now).getTime() / stepMs) * stepMs;
  const count = Math.floor((now.getTime() - first) / stepMs) + 1;
  return Array.from({ length: count }, (_, index) => new Date(first + index * stepMs));
}

/** True where the platform knows the zone. */
export function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}

/** The midnight in a zone that `at` came after, across changes of the clock. */
export function dayStart(at: Date, timeZone: string): Date {
  const day = dateIn(timeZone, at);
  // Binary search: days are 23 to 25 hours long, and no zone's offset is finer than a minute today.
  let low = Math.floor(at.getTime() / MINUTE_MS) - 26 * 60;
  let high = Math.floor(at.getTime() / MINUTE_MS);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (dateIn(timeZone, new Date(middle * MINUTE_MS)) === day) high = middle;
    else low = middle;
  }
  return new Date(high * MINUTE_MS);
}

function dateIn(timeZone: string, at: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at);
}

/** The smallest id that a run created at or after `at` can have: ids begin with their time. */
export function firstRunIdAt(at: Date): string {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
