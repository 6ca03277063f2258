const BASE_DELAY_MS = 1_000;
const MIN_DELAY_MS = 100;
/** The contract's 30 s hold from call to call: a claim, a commit and a briefing lie between. */
const MAX_RETRY_DELAY_MS = 29_500;

/**
 * Wait before the next attempt: exponential with full jitter (a uniform share of 1 s, 2 s, 4 s … 29.5 s), or the endpoint's own
 * wish where that is longer; never over 29.5 s. `attempt` is the one that failed, from 1; `random` is in [0, 1).
 */
export function retryDelayMs(input: { attempt: number; retryAfterMs: number | null; random: number }): number {
  const ceilingMs = Math.min(MAX_RETRY_DELAY_MS, BASE_DELAY_MS * 2 ** Math.min(input.attempt - 1, 10));
  const jitteredMs = Math.max(MIN_DELAY_MS, input.random * ceilingMs);
  return Math.round(Math.min(MAX_RETRY_DELAY_MS, Math.max(jitteredMs, input.retryAfterMs ?? 0)));
}
