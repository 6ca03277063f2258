const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** The server's clock may be ahead of the viewer's by so much without anything being in the future. */
const SKEW_MS = 5_000;

const amount = (count: number, unit: string): string => `${count} ${unit}`;

function distance(ms: number): string {
  if (ms < HOUR_MS) return amount(Math.floor(ms / MINUTE_MS), 'min');
  if (ms < DAY_MS) return amount(Math.floor(ms / HOUR_MS), 'h');
  return amount(Math.floor(ms / DAY_MS), 'd');
}

/**
 * How long ago or ahead, in one unit: "just now", "4 min ago", "in 2 h", "3 d ago"; over 30 days the date itself, in the
 * viewer's zone. `iso` is ISO 8601.
 */
export function formatRelative(iso: string, nowMs: number): string {
  const atMs = Date.parse(iso);
  if (Number.isNaN(atMs)) return iso;
  const agoMs = nowMs - atMs;
  if (Math.abs(agoMs) >= 30 * DAY_MS) return formatDate(iso);
  if (Math.abs(agoMs) < MINUTE_MS) return agoMs >= -SKEW_MS ? 'just now' : 'in under 1 min';
  return agoMs > 0 ? `${distance(agoMs)} ago` : `in ${distance(-agoMs)}`;
}

/** "22 Nov 2026" in the viewer's zone. */
export function formatDate(iso: string, timeZone?: string): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone }).format(new Date(iso));
}

/** Making a format costs a hundred times as much as using it, and a graph of a thousand tasks asks for many exact times. */
const exactFormats = new Map<string | undefined, Intl.DateTimeFormat>();

function exactFormat(timeZone: string | undefined): Intl.DateTimeFormat {
  const known = exactFormats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
    timeZone,
  });
  exactFormats.set(timeZone, made);
  return made;
}

/** To the second, with the zone's name: "22 Nov 2026, 21:05:09 CET". */
export function formatExact(iso: string, timeZone?: string): string {
  const atMs = Date.parse(iso);
  return Number.isNaN(atMs) ? iso : exactFormat(timeZone).format(atMs);
}
