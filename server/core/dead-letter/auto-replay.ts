/** A share of failed calls up to which an endpoint counts as well again. */
const MAX_ERROR_SHARE = 0.2;
/** Without any call nobody knows: after so long a canary finds out. */
const QUIET_MS = 180_000;
const FIRST_PAUSE_MS = 300_000;
const MAX_PAUSE_MS = 3_600_000;
/** Somebody stopped it: he has a reason. */
const STOPPED_PAUSE_MS = 86_400_000;

export interface AutoReplayFacts {
  /** Of the endpoint, in the last minutes. */
  recent: { calls: number; errors: number };
  newestLetterAgeMs: number;
  /** Replays that the engine began by itself, newest first: how they ended, and how long ago. */
  earlier: readonly { status: string; endedAgoMs: number }[];
}

/**
 * Whether a cause that may pass by itself is tried again now: once its endpoint answers again, with a pause that doubles for each try
 * whose first one failed.
 */
export function mayAutoReplay({ recent, newestLetterAgeMs, earlier }: AutoReplayFacts): boolean {
  const isWell = recent.calls === 0 ? newestLetterAgeMs >= QUIET_MS : recent.errors / recent.calls <= MAX_ERROR_SHARE;
  const [last] = earlier;
  if (!isWell || !last) return isWell;
  if (last.status === 'stopped') return last.endedAgoMs >= STOPPED_PAUSE_MS;
  const succeededAt = earlier.findIndex(({ status }) => status !== 'canary_failed');
  const failures = succeededAt < 0 ? earlier.length : succeededAt;
  const pauseMs = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, failures - 1));
  return last.endedAgoMs >= pauseMs;
}
