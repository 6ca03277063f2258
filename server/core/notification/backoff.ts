const WAITS_SECONDS = [1, 5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800];
/** Tries in all: about sixteen hours, then somebody has to look. */
export const MAX_TRIES = WAITS_SECONDS.length + 1;
const MAX_WAIT_MS = 24 * 3_600_000;

/**
 * How long to wait after the `tries`-th failed try, in ms; null: it was the last. `random` in [0, 1) takes up to a fifth off, so that what failed together
 * does not come back together.
 */
export function waitAfter(tries: number, fault: { permanent: boolean; retryAfterMs: number | null }, random: number): number | null {
  const seconds = WAITS_SECONDS[tries - 1];
  if (fault.permanent || seconds === undefined) return null;
  const wait = seconds * 1_000 * (1 - random / 5);
  return Math.min(MAX_WAIT_MS, Math.max(wait, fault.retryAfterMs ?? 0));
}
