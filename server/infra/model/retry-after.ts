/**
 * The endpoint's own wish, in milliseconds, never negative: `retry-after-ms`, or `Retry-After` in seconds or as a date. A date is
 * measured from the answer's own `Date`, so that a skewed clock on either side does not matter.
 */
export function readRetryAfterMs(headers: Headers | undefined, wallClockMs: number): number | null {
  if (!headers) return null;
  const milliseconds = numberOf(headers.get('retry-after-ms'));
  if (milliseconds !== null) return milliseconds;
  const wish = headers.get('retry-after');
  const seconds = numberOf(wish);
  if (seconds !== null) return seconds * 1000;
  const at = Date.parse(wish ?? '');
  if (Number.isNaN(at)) return null;
  const sentAt = Date.parse(headers.get('date') ?? '');
  return Math.max(0, at - (Number.isNaN(sentAt) ? wallClockMs : sentAt));
}

function numberOf(value: string | null): number | null {
  if (value === null || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) && number >= 0 ? number : null;
}
