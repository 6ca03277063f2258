import type { INCIDENT_REPLAY_STATUSES, IncidentReplay, ReplayChanges } from '@/lib/contracts/dead-letter';
import type { Tx } from '@/server/infra/db/tx';

type Status = (typeof INCIDENT_REPLAY_STATUSES)[number];

export interface ReplayRow {
  id: string;
  fingerprint: string;
  status: Status;
  changes: ReplayChanges | null;
  overrideReason: string | null;
  canaryLetterId: string | null;
  perSecond: number;
  total: number;
  skipped: Record<string, number>;
  /** The newest letter it is about: whatever fails later is another matter. */
  upToId: string;
  startedBy: string;
  startedById: string;
  note: string | null;
  createdAt: Date;
  updatedAt: Date;
  finishedAt: Date | null;
}

const COLUMNS = `id, fingerprint, status, changes, override_reason AS "overrideReason", canary_letter_id AS "canaryLetterId",
  per_second AS "perSecond", total, skipped, up_to_id AS "upToId", started_by AS "startedBy", started_by_id AS "startedById", note,
  created_at AS "createdAt", updated_at AS "updatedAt", finished_at AS "finishedAt"`;

/** Holds off others who would begin one for the same cause. */
export async function lockIncident(tx: Tx, fingerprint: string): Promise<boolean> {
  const rows = await tx.query({ text: 'SELECT 1 AS found FROM incidents WHERE fingerprint = $1 FOR NO KEY UPDATE', values: [fingerprint] });
  return rows.length > 0;
}

/** Open letters of a cause, and the newest of all its letters. */
export async function measureIncident(tx: Tx, fingerprint: string): Promise<{ open: number; newestId: string | null }> {
  const [row] = await tx.query<{ open: number; newest_id: string | null }>({
    text: `SELECT (SELECT count(*)::int FROM dead_letters WHERE fingerprint = $1 AND status = 'pending') AS open,
             (SELECT id FROM dead_letters WHERE fingerprint = $1 ORDER BY id DESC LIMIT 1) AS newest_id`,
    values: [fingerprint],
  });
  return { open: row?.open ?? 0, newestId: row?.newest_id ?? null };
}

export interface NewIncidentReplay {
  fingerprint: string;
  status: Status;
  changes: ReplayChanges | null;
  overrideReason: string | null;
  perSecond: number;
  total: number;
  upToId: string;
  startedBy: string;
  startedById: string;
}

export async function insertIncidentReplay(tx: Tx, replay: NewIncidentReplay): Promise<ReplayRow> {
  const [row] = await tx.query<ReplayRow & Record<string, unknown>>({
    text: `INSERT INTO incident_replays (fingerprint, status, changes, override_reason, per_second, total, up_to_id, started_by, started_by_id,
             created_at, updated_at)
           SELECT $1, $2, $3::jsonb, $4, $5, $6, $7, $8, $9, n, n FROM signalbox_now() n RETURNING ${COLUMNS}`,
    values: [
      replay.fingerprint,
      replay.status,
      replay.changes ? JSON.stringify(replay.changes) : null,
      replay.overrideReason,
      replay.perSecond,
      replay.total,
      replay.upToId,
      replay.startedBy,
      replay.startedById,
    ],
  });
  if (!row) throw new Error('the replay was not written');
  return row;
}

export async function findActiveReplay(tx: Tx, fingerprint: string): Promise<ReplayRow | null> {
  const [row] = await tx.query<ReplayRow & Record<string, unknown>>({
    text: `SELECT ${COLUMNS} FROM incident_replays WHERE fingerprint = $1 AND finished_at IS NULL ORDER BY id DESC LIMIT 1`,
    values: [fingerprint],
  });
  return row ?? null;
}

export async function listActiveReplays(tx: Tx): Promise<ReplayRow[]> {
  return tx.query<ReplayRow & Record<string, unknown>>({
    name: 'incident_replays_active',
    text: `SELECT ${COLUMNS} FROM incident_replays WHERE finished_at IS NULL ORDER BY id`,
  });
}

export async function readReplay(tx: Tx, id: string): Promise<ReplayRow | null> {
  const [row] = await tx.query<ReplayRow & Record<string, unknown>>({
    text: `SELECT ${COLUMNS} FROM incident_replays WHERE id = $1`,
    values: [id],
  });
  return row ?? null;
}

/** For each cause the replay under way, else the last one of the past day. */
export async function readLatestReplays(tx: Tx, fingerprints: readonly string[]): Promise<ReplayRow[]> {
  return tx.query<ReplayRow & Record<string, unknown>>({
    name: 'incident_replays_latest',
    text: `SELECT DISTINCT ON (fingerprint) ${COLUMNS} FROM incident_replays
           WHERE fingerprint = ANY ($1) AND (finished_at IS NULL OR created_at > signalbox_now() - interval '1 day')
           ORDER BY fingerprint, finished_at IS NULL DESC, id DESC`,
    values: [fingerprints],
  });
}

/** Asked in the transaction of each replayed letter: whoever stops it waits for that commit, and nothing follows it. */
export async function mayReplayGoOn(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.query({
    name: 'incident_replay_live',
    text: 'SELECT 1 AS live FROM incident_replays WHERE id = $1 AND finished_at IS NULL FOR SHARE',
    values: [id],
  });
  return rows.length > 0;
}

/**
 * Takes the time since the last step: who wins may replay what the rate allows for it. Null: another process was faster, or it has
 * ended. At most `maxSeconds`, so that a pause is not made up for in a burst.
 */
export async function claimStep(tx: Tx, replay: Pick<ReplayRow, 'id' | 'updatedAt'>, maxSeconds: number): Promise<number | null> {
  const [row] = await tx.query<{ seconds: number }>({
    name: 'incident_replay_claim',
    text: `UPDATE incident_replays r SET updated_at = n.now FROM (SELECT signalbox_now() AS now) n
           WHERE r.id = $1 AND r.finished_at IS NULL AND date_trunc('milliseconds', r.updated_at) = $2 AND n.now - r.updated_at >= interval '1 second' / r.per_second
           RETURNING least($3::float8, extract(epoch FROM n.now - $2::timestamptz))::float8 AS seconds`,
    values: [replay.id, replay.updatedAt, maxSeconds],
  });
  return row?.seconds ?? null;
}

/** In the transaction that replays this letter: one goes first, however many processes would send one. False: another did, or it has ended. */
export async function claimCanary(tx: Tx, id: string, letterId: string): Promise<boolean> {
  const rows = await tx.query({
    text: `UPDATE incident_replays SET canary_letter_id = $2 WHERE id = $1 AND (canary_letter_id IS NULL OR canary_letter_id = $2)
           AND status = 'canary' AND finished_at IS NULL RETURNING 1 AS claimed`,
    values: [id, letterId],
  });
  return rows.length > 0;
}

/** Its canary has passed. */
export async function letRoll(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.query({
    text: `UPDATE incident_replays SET status = 'rolling', updated_at = signalbox_now() WHERE id = $1 AND status = 'canary' AND finished_at IS NULL RETURNING 1 AS moved`,
    values: [id],
  });
  return rows.length > 0;
}

/** False: it had ended before. */
export async function finishReplay(
  tx: Tx,
  id: string,
  end: { status: Status; note: string | null; skipped: Record<string, number>; replayed: number },
): Promise<boolean> {
  const rows = await tx.query({
    text: `UPDATE incident_replays SET status = $2, note = $3, skipped = $4::jsonb, replayed = $5, finished_at = signalbox_now(), updated_at = signalbox_now()
           WHERE id = $1 AND finished_at IS NULL RETURNING 1 AS ended`,
    values: [id, end.status, end.note, JSON.stringify(end.skipped), end.replayed],
  });
  return rows.length > 0;
}

export type ReplayProgress = Pick<IncidentReplay, 'replayed' | 'running' | 'succeeded' | 'failed'>;

/** What became of the letters that these replays have replayed. */
export async function readProgress(tx: Tx, ids: readonly string[]): Promise<Map<string, ReplayProgress>> {
  const rows = await tx.query<ReplayProgress & { id: string }>({
    name: 'incident_replay_progress',
    text: `SELECT x.id, count(*)::int AS replayed, count(*) FILTER (WHERE x.state = 'running')::int AS running,
             count(*) FILTER (WHERE x.state = 'succeeded')::int AS succeeded, count(*) FILTER (WHERE x.state = 'failed')::int AS failed
           FROM (
             SELECT d.incident_replay_id AS id, CASE
               WHEN EXISTS (SELECT FROM dead_letters n WHERE n.run_id = d.run_id AND n.node = d.node AND n.epoch > d.epoch) THEN 'failed'
               WHEN t.status IN ('SUCCEEDED', 'SKIPPED') THEN 'succeeded'
               WHEN t.status IN ('PENDING', 'READY', 'RUNNING', 'WAITING') THEN 'running' ELSE 'failed' END AS state
             FROM dead_letters d LEFT JOIN tasks t ON t.run_id = d.run_id AND t.node = d.node WHERE d.incident_replay_id = ANY ($1::uuid[])
           ) x GROUP BY x.id`,
    values: [ids],
  });
  return new Map(rows.map(({ id, ...progress }) => [id, progress]));
}

// The same reasons as in core/dead-letter/decide-letter.ts, for many at once. A letter that another one followed is told by that one.
const reasonOf = (limit: string, overridden: string) => `
CASE WHEN d.status = 'replayed' AND t.status IN ('PENDING', 'READY', 'RUNNING', 'WAITING') THEN 'running'
  WHEN d.status = 'replayed' THEN 'already_replayed'
  WHEN d.status <> 'pending' THEN 'closed'
  WHEN h.status = 'CANCELLED' THEN 'run_ended'
  WHEN t.status IS DISTINCT FROM 'FAILED' OR t.epoch <> d.epoch THEN 'running'
  WHEN d.replay_count >= ${limit}::int AND NOT ${overridden}::boolean THEN 'replay_limit'
  WHEN s.side_effects = 'irreversible' THEN 'irreversible' END`;
const LETTERS = `
FROM dead_letters d JOIN run_heads h ON h.run_id = d.run_id LEFT JOIN tasks t ON t.run_id = d.run_id AND t.node = d.node
  LEFT JOIN task_specs s ON s.run_id = d.run_id AND s.node = d.node`;

/** How many letters it leaves alone, by reason. */
export async function countSkipped(tx: Tx, replay: ReplayRow, replayLimit: number): Promise<Record<string, number>> {
  const rows = await tx.query<{ reason: string; count: number }>({
    text: `SELECT x.reason, count(*)::int AS count FROM (
             SELECT ${reasonOf('$3', '$4')} AS reason ${LETTERS}
             WHERE d.fingerprint = $1 AND d.id <= $2 AND d.incident_replay_id IS DISTINCT FROM $5::uuid
               AND NOT EXISTS (SELECT FROM dead_letters n WHERE n.run_id = d.run_id AND n.node = d.node AND n.epoch > d.epoch)
           ) x WHERE x.reason IS NOT NULL GROUP BY x.reason`,
    values: [replay.fingerprint, replay.upToId, replayLimit, replay.overrideReason !== null, replay.id],
  });
  return Object.fromEntries(rows.map(({ reason, count }) => [reason, count]));
}

/** The next letters that it may replay: those of runs that do not stand still first, then the oldest. */
export async function findReplayable(tx: Tx, replay: ReplayRow, replayLimit: number, limit: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>({
    text: `SELECT d.id ${LETTERS} WHERE d.fingerprint = $1 AND d.id <= $2 AND d.status = 'pending' AND (${reasonOf('$3', '$4')}) IS NULL
           ORDER BY h.status = 'PAUSED', d.id LIMIT $5`,
    values: [replay.fingerprint, replay.upToId, replayLimit, replay.overrideReason !== null, limit],
  });
  return rows.map((row) => row.id);
}

/** Whether anything of a cause may be replayed without a person's word for it. */
export async function hasReplayable(tx: Tx, fingerprint: string, replayLimit: number): Promise<boolean> {
  const rows = await tx.query({
    name: 'incident_replayable',
    text: `SELECT 1 AS found ${LETTERS} WHERE d.fingerprint = $1 AND d.status = 'pending' AND (${reasonOf('$2', 'false')}) IS NULL LIMIT 1`,
    values: [fingerprint, replayLimit],
  });
  return rows.length > 0;
}

export interface AutoReplayRow {
  /** Of the newest letter; null where no endpoint was asked. */
  endpoint: string | null;
  newestLetterAgeMs: number;
  earlier: { status: string; endedAgoMs: number }[];
}

/** What is known of a cause before it is replayed by itself. */
export async function readAutoReplayFacts(tx: Tx, fingerprint: string, startedById: string): Promise<AutoReplayRow> {
  const [newest] = await tx.query<{ endpoint: string | null; age_ms: number }>({
    name: 'auto_replay_newest',
    text: `SELECT context #>> '{lastRequest,endpoint}' AS endpoint, (extract(epoch FROM signalbox_now() - created_at) * 1000)::float8 AS age_ms
           FROM dead_letters WHERE fingerprint = $1 ORDER BY id DESC LIMIT 1`,
    values: [fingerprint],
  });
  const earlier = await tx.query<{ status: string; ended_ago_ms: number }>({
    name: 'auto_replay_earlier',
    text: `SELECT status, (extract(epoch FROM signalbox_now() - finished_at) * 1000)::float8 AS ended_ago_ms FROM incident_replays
           WHERE fingerprint = $1 AND started_by_id = $2 AND finished_at IS NOT NULL ORDER BY id DESC LIMIT 20`,
    values: [fingerprint, startedById],
  });
  return {
    endpoint: newest?.endpoint ?? null,
    newestLetterAgeMs: newest?.age_ms ?? 0,
    earlier: earlier.map((row) => ({ status: row.status, endedAgoMs: row.ended_ago_ms })),
  };
}
