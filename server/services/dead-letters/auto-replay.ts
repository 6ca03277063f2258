import { AppError } from '@/lib/errors';
import { mayAutoReplay } from '@/server/core/dead-letter/auto-replay';
import { isTransient } from '@/server/core/dead-letter/transient';
import { hasReplayable, readAutoReplayFacts } from '@/server/repositories/incident-replay-repository';
import { listIncidents } from '@/server/repositories/incident-repository';
import { startReplay } from './change-incident';
import type { DeadLettersDeps } from './deps';

const INCIDENTS = 200;
/** Slow enough that an endpoint that has just come back is not pushed over. */
const PER_SECOND = 2;
export const AUTO_REPLAY_ID = 'auto-replay';
const ENGINE = { actor: 'engine', audit: { actor: 'engine', actorId: AUTO_REPLAY_ID } };

/** Begins the replay of causes that may pass by themselves, canary first, once their endpoint is well again. */
export async function autoReplay(deps: DeadLettersDeps, signal: AbortSignal): Promise<void> {
  if (!deps.rules.autoReplay) return;
  const open = await listIncidents(deps.db, { fingerprint: null, status: 'open', q: null, runId: null, after: null, limit: INCIDENTS });
  for (const { view } of open) {
    if (signal.aborted) return;
    if (view.open === 0 || !isTransient(view)) continue;
    if (!(await hasReplayable(deps.db, view.fingerprint, deps.rules.replayLimit))) continue;
    const { endpoint, newestLetterAgeMs, earlier } = await readAutoReplayFacts(deps.db, view.fingerprint, AUTO_REPLAY_ID);
    if (!mayAutoReplay({ recent: await deps.recentCalls(endpoint), newestLetterAgeMs, earlier })) continue;
    await startReplay(deps, view.fingerprint, { canary: true, perSecond: PER_SECOND }, ENGINE).catch((error: unknown) => {
      // Somebody replays it already, or has dealt with it meanwhile.
      if (!(error instanceof AppError && error.code === 'conflict')) throw error;
    });
  }
}
