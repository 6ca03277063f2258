import type { Log } from '@/server/core/ports/log';
import type { Database } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { deleteRuns, findExpiredRuns } from '@/server/repositories/retention-repository';

/** A transaction deletes this many runs: the gates of so few are not held long. */
const BATCH = 20;

/** Deletes ended runs that are older than the retention, batch by batch, until none is left or the signal fires. */
export async function purgeRuns(
  deps: { db: Database; log: Log; runRetentionDays: () => Promise<number | null> },
  signal: AbortSignal,
): Promise<number> {
  const days = await deps.runRetentionDays();
  if (days === null) return 0;
  let purged = 0;
  while (!signal.aborted) {
    const expired = await findExpiredRuns(deps.db, days, BATCH);
    const gone = await deps.db.transaction(async (tx) => {
      const ids = await deleteRuns(tx, expired);
      for (const id of ids) {
        await appendAudit(
          tx,
          { actor: 'engine', actorId: 'retention' },
          { action: 'run.delete', target: { kind: 'run', id }, reason: `ended more than ${days} days ago` },
        );
      }
      return ids.length;
    });
    purged += gone;
    if (gone === 0) break;
  }
  if (purged > 0) deps.log.info({ runs: purged, days }, 'ended runs were deleted by the retention');
  return purged;
}
