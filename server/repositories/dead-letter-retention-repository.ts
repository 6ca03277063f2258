import type { Tx } from '@/server/infra/db/tx';

/** Open letters older than so many days, the oldest ones, are discarded. Returns how many. */
export async function discardOldLetters(tx: Tx, days: number, limit: number): Promise<number> {
  const rows = await tx.query({
    text: `WITH l AS MATERIALIZED (
             SELECT id FROM dead_letters WHERE status = 'pending' AND created_at < signalbox_now() - $1::int * interval '1 day'
             ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED
           )
           UPDATE dead_letters d SET status = 'discarded', resolved_by = 'engine', resolved_at = signalbox_now(),
             resolution_notes = 'Nobody dealt with it for ' || $1::int || ' days.' FROM l WHERE d.id = l.id RETURNING 1 AS discarded`,
    values: [days, limit],
  });
  return rows.length;
}

/** Letters that were closed so many days ago go; of a task that still runs by its replay the letter stays. */
export async function deleteClosedLetters(tx: Tx, days: number, limit: number): Promise<number> {
  const rows = await tx.query({
    text: `WITH l AS MATERIALIZED (
             SELECT d.id FROM dead_letters d
             WHERE d.status <> 'pending' AND d.resolved_at < signalbox_now() - $1::int * interval '1 day'
               AND NOT (d.status = 'replayed' AND EXISTS (SELECT FROM run_heads h WHERE h.run_id = d.run_id AND h.finished_at IS NULL))
             ORDER BY d.id LIMIT $2 FOR UPDATE SKIP LOCKED
           )
           DELETE FROM dead_letters d USING l WHERE d.id = l.id RETURNING 1 AS deleted`,
    values: [days, limit],
  });
  return rows.length;
}

/** Causes and replays that no letter is left of. A cause that is being written at this moment has been seen lately. */
export async function deleteEmptyIncidents(tx: Tx): Promise<void> {
  await tx.query({
    text: `DELETE FROM incident_replays r WHERE r.finished_at < signalbox_now() - interval '2 days'
           AND NOT EXISTS (SELECT FROM dead_letters d WHERE d.fingerprint = r.fingerprint)`,
  });
  await tx.query({
    text: `DELETE FROM incidents i WHERE NOT EXISTS (SELECT FROM dead_letters d WHERE d.fingerprint = i.fingerprint)
           AND NOT EXISTS (SELECT FROM incident_replays r WHERE r.fingerprint = i.fingerprint AND r.finished_at IS NULL)`,
  });
}

/** The setting that says how far the letters of older failures have been written. */
export const BACKFILL_KEY = 'dead_letters.backfill';
export const BACKFILL_JOB = 'dead_letters.backfill';

/** Rows of the past were put in: their failures are looked at again, soon. */
export async function forgetBackfill(tx: Tx): Promise<void> {
  await tx.query({ text: 'DELETE FROM settings WHERE key = $1', values: [BACKFILL_KEY] });
  await tx.query({ text: 'DELETE FROM periodic_jobs WHERE name = $1', values: [BACKFILL_JOB] });
}

/** Runs behind an id that have FAILED tasks without a dead letter, failed within so many days; in the order of their ids. */
export async function findRunsWithoutLetters(tx: Tx, afterRunId: string, days: number, limit: number): Promise<string[]> {
  const rows = await tx.query<{ run_id: string }>({
    text: `SELECT h.run_id FROM run_heads h WHERE h.run_id > $1::uuid AND h.failed > 0 AND h.status <> 'CANCELLED' AND EXISTS (
             SELECT FROM tasks t WHERE t.run_id = h.run_id AND t.status = 'FAILED' AND t.finished_at > signalbox_now() - $2::int * interval '1 day'
             AND NOT EXISTS (SELECT FROM dead_letters d WHERE d.run_id = t.run_id AND d.node = t.node))
           ORDER BY h.run_id LIMIT $3`,
    values: [afterRunId, days, limit],
  });
  return rows.map((row) => row.run_id);
}

export interface FailedTaskRow {
  node: number;
  epoch: number;
  attempt: number;
  workerId: string | null;
  finishedAt: Date;
  seq: number;
  failure: unknown;
}

/** Under the run's gate. */
export async function findFailedWithoutLetter(tx: Tx, runId: string): Promise<FailedTaskRow[]> {
  return tx.query<FailedTaskRow & Record<string, unknown>>({
    text: `SELECT t.node, t.epoch, t.attempt, a.worker_id AS "workerId", t.finished_at AS "finishedAt", e.seq, e.data -> 'failure' AS failure
           FROM tasks t LEFT JOIN attempts a ON a.run_id = t.run_id AND a.node = t.node AND a.epoch = t.epoch
             CROSS JOIN LATERAL (SELECT e.seq, e.data FROM run_events e
               WHERE e.run_id = t.run_id AND e.node = t.node AND e.type = 'task.failed' ORDER BY e.seq DESC LIMIT 1) e
           WHERE t.run_id = $1 AND t.status = 'FAILED' AND NOT EXISTS (SELECT FROM dead_letters d WHERE d.run_id = t.run_id AND d.node = t.node)
           ORDER BY t.node`,
    values: [runId],
  });
}
