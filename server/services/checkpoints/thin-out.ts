import type { Log } from '@/server/core/ports/log';
import type { PeriodicJob } from '@/server/engine/periodic';
import type { Database } from '@/server/infra/db/tx';
import { deleteCheckpoints } from '@/server/repositories/checkpoint-repository';
import { findSuperfluous } from '@/server/repositories/checkpoint-thinning-repository';

const EVERY_MS = 3_600_000;

/**
 * Of a run's automatic checkpoints the newest `kept` stay, all of the last day, and the last of each day before; never touched are those
 * made by hand, pinned ones, the run's latest, and those that a run was forked from.
 */
export async function thinOut(deps: { db: Database; kept: number }, signal: AbortSignal): Promise<number> {
  let gone = 0;
  for (const { runId, ids } of await findSuperfluous(deps.db, deps.kept)) {
    if (signal.aborted) break;
    gone += await deps.db.transaction((tx) => deleteCheckpoints(tx, runId, ids, { sparePinned: true }));
  }
  return gone;
}

export const thinOutJob = (deps: { db: Database; log: Log; readonly kept: number }): PeriodicJob => ({
  name: 'checkpoint-retention',
  everyMs: EVERY_MS,
  run: async (signal) => {
    const gone = await thinOut(deps, signal);
    if (gone > 0) deps.log.info({ checkpoints: gone }, 'old automatic checkpoints were thinned out');
  },
});
