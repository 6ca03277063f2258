const inWords = (ms: number): string =>
  ms < 1_000
    ? `${Math.max(0, Math.round(ms))} ms`
    : ms < 90_000
      ? `${(ms / 1_000).toFixed(1).replace(/\.0$/, '')} s`
      : `${Math.round(ms / 60_000)} min`;

/** The pause that was set after an attempt, and by how much the next began later: no worker was free. ISO times. */
export function backoffText(finishedAt: string, retryAt: string, nextStartedAt: string | undefined): string {
  const backoffMs = Date.parse(retryAt) - Date.parse(finishedAt);
  const lateMs = nextStartedAt === undefined ? 0 : Date.parse(nextStartedAt) - Date.parse(retryAt);
  return lateMs >= 1_000 ? `${inWords(backoffMs)}, and ${inWords(lateMs)} more for a worker` : inWords(backoffMs);
}
