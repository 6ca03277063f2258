const DAY_MINUTES = 24 * 60;

/** Minutes since midnight of a person's own day. */
function minuteOfDay(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return of('hour') * 60 + of('minute');
}

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
const wholeMinute = (at: Date): number => Math.floor(at.getTime() / 60_000) * 60_000;

/** The next moment at which a person's clock shows `time`, after `at`. A day on which clocks are changed is told right to the minute. */
export function nextAt(at: Date, time: string, timeZone: string): Date {
  const ahead = (minutesOf(time) - minuteOfDay(at, timeZone) + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
  const guess = new Date(wholeMinute(at) + ahead * 60_000);
  const off = minutesOf(time) - minuteOfDay(guess, timeZone);
  // Between -12 and 12 hours: the shorter way around the clock.
  const correction = ((off + DAY_MINUTES * 1.5) % DAY_MINUTES) - DAY_MINUTES / 2;
  const right = new Date(guess.getTime() + correction * 60_000);
  return right > at ? right : guess;
}

/** When a message may go that would go at `at`: then, or at the end of the quiet hours. */
export function afterQuietHours(at: Date, quiet: { from: string; to: string } | null, timeZone: string): Date {
  if (!quiet || quiet.from === quiet.to) return at;
  const [now, from, to] = [minuteOfDay(at, timeZone), minutesOf(quiet.from), minutesOf(quiet.to)];
  const isQuiet = from < to ? now >= from && now < to : now >= from || now < to;
  return isQuiet ? nextAt(at, quiet.to, timeZone) : at;
}

/** The top of the next hour, in places whose hours begin at other minutes too. */
export function nextHour(at: Date, timeZone: string): Date {
  return new Date(wholeMinute(at) + (60 - (minuteOfDay(at, timeZone) % 60)) * 60_000);
}

/** As a person reads it: `Tue 24 Nov, 14:05 (Europe/Berlin)`. */
export function saidTime(at: Date, timeZone: string): string {
  const said = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  } as Intl.DateTimeFormatOptions).format(at);
  return `${said} (${timeZone})`;
}
