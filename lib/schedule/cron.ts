import { Cron } from 'croner';

/** Whether a zone is known to this machine. */
export function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}

const patternOf = (cron: string, timeZone: string) => new Cron(cron, { timezone: timeZone, mode: '5-part', paused: true });

/** What is wrong with a cron expression; null where nothing is. Five fields, and names such as `@daily`. */
export function cronIssue(cron: string, timeZone: string, after: Date): string | null {
  try {
    return patternOf(cron.trim(), timeZone).nextRun(after) ? null : 'never comes round';
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^CronPattern:\s*/, '') : 'not understood';
    return `is not a cron expression of five fields (minute, hour, day of month, month, day of week): ${why}`;
  }
}

/** The next times after a moment, which itself does not count. A time that a clock change leaves out comes just behind the gap; one that comes twice counts once. */
export function nextTimes(cron: string, timeZone: string, after: Date, count: number): Date[] {
  return patternOf(cron.trim(), timeZone).nextRuns(count, after);
}

/** The last time at or before `now` and not before `from`; null where there is none. */
export function lastDue(cron: string, timeZone: string, from: Date, now: Date): Date | null {
  // The library counts in whole seconds and leaves the reference out: the time that is exactly now is looked for a second later.
  const last = patternOf(cron.trim(), timeZone)
    .previousRuns(2, new Date(now.getTime() + 1000))
    .find((time) => time <= now);
  return last && last >= from ? last : null;
}
