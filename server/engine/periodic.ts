import type { Database } from '@/server/infra/db/tx';

/** A job by the clock. Every process offers to run it; the database says which one does. */
export interface PeriodicJob {
  name: string;
  everyMs: number;
  /** May run twice after a crash. Long work ends soon once the signal fires. */
  run(signal: AbortSignal): Promise<void>;
}

/** How long a claimed job keeps others away at least: its process may have died. */
const MIN_LEASE_MS = 60_000;

/**
 * Takes a job that is due: the next one to ask gets nothing until it is released, or until its lease is over. True: run it.
 * The time is the database's.
 */
export async function claimPeriodicJob(db: Database, job: Pick<PeriodicJob, 'name' | 'everyMs'>): Promise<boolean> {
  const rows = await db.query({
    name: 'periodic_claim',
    text: `INSERT INTO periodic_jobs AS j (name, next_at, started_at) VALUES ($1, signalbox_now() + $2::float8 * interval '1 ms', signalbox_now())
           ON CONFLICT (name) DO UPDATE SET next_at = excluded.next_at, started_at = excluded.started_at WHERE j.next_at <= signalbox_now()
           RETURNING 1 AS claimed`,
    values: [job.name, Math.max(job.everyMs, MIN_LEASE_MS)],
  });
  return rows.length > 0;
}

/** The job is done (or failed, with its error) and due again one interval after it started. */
export async function releasePeriodicJob(db: Database, job: Pick<PeriodicJob, 'name' | 'everyMs'>, error: string | null): Promise<void> {
  await db.query({
    name: 'periodic_release',
    text: `UPDATE periodic_jobs SET next_at = started_at + $2::float8 * interval '1 ms', finished_at = signalbox_now(), error = $3 WHERE name = $1`,
    values: [job.name, job.everyMs, error],
  });
}
