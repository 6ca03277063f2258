import type { Tx } from '@/server/infra/db/tx';
import { lookUpIfAny } from './look-up';

/** A run that automatic checkpoints may be due of. */
export interface WatchedRun {
  runId: string;
  lastSeq: number;
  graphVersion: number;
  /** Its own interval is over (or the installation's) since the last automatic checkpoint or its start. */
  due: boolean;
}

// Active runs by their index, and what ended since somebody looked: neither grows with what ended long ago.
const WATCHED = `
SELECT h.run_id AS "runId", h.last_seq AS "lastSeq", h.graph_version AS "graphVersion",
  h.finished_at IS NULL AND coalesce(w.last_at, h.started_at, r.created_at) <= signalbox_now() - coalesce(r.checkpoint_seconds, $1) * interval '1 second'
    AND h.last_seq > coalesce(w.last_seq, 0) AS due
FROM (
  SELECT h.run_id FROM run_heads h WHERE h.status IN ('RUNNING', 'PLANNING', 'PAUSED')
  UNION ALL SELECT h.run_id FROM run_heads h WHERE h.finished_at > signalbox_now() - $2::float8 * interval '1 second'
) x JOIN run_heads h ON h.run_id = x.run_id JOIN runs r ON r.id = x.run_id LEFT JOIN checkpoint_watch w ON w.run_id = x.run_id`;

/** `backSeconds`: how far back a run may have ended that is still looked at. */
export function listWatchedRuns(tx: Tx, intervalSeconds: number, backSeconds: number): Promise<WatchedRun[]> {
  return tx.query<WatchedRun & Record<string, unknown>>({ name: 'watch_runs', text: WATCHED, values: [intervalSeconds, backSeconds] });
}

/** Those of the runs that have phases at all. */
export async function findPhasedRuns(tx: Tx, runIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>({
    name: 'watch_phased',
    text: `SELECT u.id FROM unnest($1::uuid[]) AS u(id) WHERE EXISTS (SELECT FROM task_specs s WHERE s.run_id = u.id AND s.phase IS NOT NULL)`,
    values: [runIds],
  });
  return new Set(rows.map((row) => row.id));
}

export interface WatchedNote {
  runId: string;
  /** Of the first event that started a task of the phase since the last rewind, or of a rewind. */
  seq: number;
  /** Null for a rewind. */
  phase: string | null;
  toSeq: number | null;
}

/** Rewinds, and which phases first started a task between them, behind one seq and up to another; oldest first. */
export function findPhaseNotes(tx: Tx, looked: readonly { runId: string; seenSeq: number; lastSeq: number }[]): Promise<WatchedNote[]> {
  return tx.query<WatchedNote & Record<string, unknown>>({
    name: 'watch_phases',
    text: `SELECT x.run_id AS "runId", min(x.seq) AS seq, x.phase, max(x.to_seq) AS "toSeq" FROM (
        SELECT e.run_id, e.seq, s.phase, CASE WHEN e.type = 'run.rewound' THEN (e.data ->> 'toSeq')::bigint END AS to_seq,
          count(*) FILTER (WHERE e.type = 'run.rewound') OVER (PARTITION BY e.run_id ORDER BY e.seq) AS stretch
        FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS l(run_id, seen, upto)
        JOIN run_events e ON e.run_id = l.run_id AND e.seq > l.seen AND e.seq <= l.upto AND e.type IN ('task.started', 'run.rewound')
        ${lookUpIfAny('task_specs', 's', 'e')}
      ) x WHERE x.phase IS NOT NULL OR x.to_seq IS NOT NULL
      GROUP BY x.run_id, x.stretch, x.phase ORDER BY min(x.seq)`,
    values: [looked.map((one) => one.runId), looked.map((one) => one.seenSeq), looked.map((one) => one.lastSeq)],
  });
}

/** The marks of beginnings that have been noted, by run. */
export async function readNotedPhases(tx: Tx, runIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await tx.query<{ runId: string; phases: string[] }>({
    name: 'watch_noted',
    text: 'SELECT run_id AS "runId", phases FROM checkpoint_watch WHERE run_id = ANY ($1::uuid[])',
    values: [runIds],
  });
  return new Map(rows.map(({ runId, phases }) => [runId, phases]));
}

/** Notes an automatic checkpoint: of the beginning of a phase by its mark, or by the clock where it is null. */
export async function noteAutoCheckpoint(tx: Tx, runId: string, seq: number, mark: string | null): Promise<void> {
  await tx.query({
    name: 'watch_note',
    text: `INSERT INTO checkpoint_watch AS w (run_id, seen_seq, last_seq, last_at, phases)
      SELECT r.id, $2::bigint, CASE WHEN $3::text IS NULL THEN $2::bigint ELSE 0 END,
        CASE WHEN $3::text IS NULL THEN signalbox_now() ELSE coalesce(h.started_at, r.created_at) END, array_remove(ARRAY[$3::text], NULL)
      FROM runs r JOIN run_heads h ON h.run_id = r.id WHERE r.id = $1
      ON CONFLICT (run_id) DO UPDATE SET seen_seq = greatest(w.seen_seq, excluded.seen_seq),
        last_seq = greatest(w.last_seq, excluded.last_seq), last_at = greatest(w.last_at, excluded.last_at), phases = w.phases || excluded.phases`,
    values: [runId, seq, mark],
  });
}

/** Whether a checkpoint stands behind this very event, and whether the run is still there. */
export async function hasCheckpointAt(tx: Tx, runId: string, seq: number): Promise<boolean> {
  const rows = await tx.query({
    name: 'watch_has',
    text: 'SELECT 1 AS there FROM checkpoints WHERE run_id = $1 AND seq = $2 LIMIT 1',
    values: [runId, seq],
  });
  return rows.length > 0;
}
