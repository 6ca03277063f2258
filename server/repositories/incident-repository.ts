import type { Incident } from '@/lib/contracts/dead-letter';
import type { Failure } from '@/lib/contracts/task';
import type { Tx } from '@/server/infra/db/tx';

const SHOWN_RUNS = 50;
const SPARK_SPANS = 24;

export interface IncidentFilter {
  fingerprint: string | null;
  status: 'open' | 'closed' | null;
  q: string | null;
  runId: string | null;
  /** Place of the last one seen. */
  after: IncidentPlace | null;
  limit: number;
}

/** Order of the list: what is open first, then what was seen last. */
export interface IncidentPlace {
  isOpen: boolean;
  /** Microseconds since 1970. */
  lastSeen: number;
  fingerprint: string;
}

export interface IncidentRow {
  view: Omit<Incident, 'runIds' | 'runs' | 'sparkline' | 'replay'>;
  place: IncidentPlace;
}

interface Row {
  fingerprint: string;
  title: string;
  place: Failure['place'];
  code: string;
  http_status: number | null;
  open: number;
  total: number;
  replaying: number;
  first_seen_at: Date;
  last_seen_at: Date;
  last_seen: number;
  regressed: boolean;
  is_open: boolean;
}

// Replayed and not ended: only runs under way can have such a task, so of the many that were replayed few are looked at.
const LIST = `
WITH g AS (
  SELECT d.fingerprint, count(*)::int AS total, count(*) FILTER (WHERE d.status = 'pending')::int AS open,
    max(d.created_at) AS last_seen_at, coalesce(bool_or(d.regressed) FILTER (WHERE d.status = 'pending'), false) AS regressed
  FROM dead_letters d WHERE ($1::text IS NULL OR d.fingerprint = $1)
    AND ($4::uuid IS NULL OR d.fingerprint IN (SELECT f.fingerprint FROM dead_letters f WHERE f.run_id = $4))
  GROUP BY d.fingerprint
), u AS (
  SELECT d.fingerprint, count(*)::int AS replaying
  FROM run_heads h JOIN dead_letters d ON d.run_id = h.run_id AND d.status = 'replayed' JOIN tasks t ON t.run_id = d.run_id AND t.node = d.node
  WHERE h.status IN ('PLANNING', 'RUNNING', 'PAUSED') AND t.status IN ('PENDING', 'READY', 'RUNNING', 'WAITING')
    AND ($1::text IS NULL OR d.fingerprint = $1)
    AND NOT EXISTS (SELECT FROM dead_letters n WHERE n.run_id = d.run_id AND n.node = d.node AND n.epoch > d.epoch)
  GROUP BY d.fingerprint
), x AS (
  SELECT i.*, g.total, g.open, g.last_seen_at, g.regressed, coalesce(u.replaying, 0) AS replaying, g.open > 0 OR u.replaying > 0 AS is_open,
    (extract(epoch FROM g.last_seen_at) * 1000000)::bigint AS last_seen
  FROM g JOIN incidents i ON i.fingerprint = g.fingerprint LEFT JOIN u ON u.fingerprint = g.fingerprint
  WHERE $3::text IS NULL OR i.title ILIKE $3 OR i.code ILIKE $3 OR i.place ILIKE $3 OR i.fingerprint ILIKE $3 OR i.http_status::text ILIKE $3
)
SELECT x.fingerprint, x.title, x.place, x.code, x.http_status, x.total, x.open, x.replaying, x.regressed, x.first_seen_at, x.last_seen_at,
  x.last_seen, coalesce(x.is_open, false) AS is_open
FROM x WHERE ($2::text IS NULL OR ($2 = 'open') = coalesce(x.is_open, false))
  AND ($5::boolean IS NULL OR (coalesce(x.is_open, false), x.last_seen, x.fingerprint) < ($5, $6::bigint, $7::text))
ORDER BY coalesce(x.is_open, false) DESC, x.last_seen DESC, x.fingerprint DESC LIMIT $8`;

export async function listIncidents(tx: Tx, filter: IncidentFilter): Promise<IncidentRow[]> {
  const { after } = filter;
  const rows = await tx.query<Row & Record<string, unknown>>({
    text: LIST,
    values: [
      filter.fingerprint,
      filter.status,
      filter.q && `%${filter.q.replace(/[\\%_]/g, '\\$&')}%`,
      filter.runId,
      after?.isOpen ?? null,
      after?.lastSeen ?? null,
      after?.fingerprint ?? null,
      filter.limit,
    ],
  });
  return rows.map((row) => ({
    place: { isOpen: row.is_open, lastSeen: row.last_seen, fingerprint: row.fingerprint },
    view: {
      fingerprint: row.fingerprint,
      title: row.title,
      place: row.place,
      code: row.code,
      httpStatus: row.http_status,
      open: row.open,
      total: row.total,
      replaying: row.replaying,
      firstSeenAt: row.first_seen_at.toISOString(),
      lastSeenAt: row.last_seen_at.toISOString(),
      regressed: row.regressed,
      status: row.is_open ? 'open' : 'closed',
    },
  }));
}

/** Runs that these causes hit, newest first. */
export async function readRunsOfIncidents(
  tx: Tx,
  fingerprints: readonly string[],
): Promise<Map<string, { runs: number; runIds: string[] }>> {
  const rows = await tx.query<{ fingerprint: string; runs: number; run_ids: string[] }>({
    name: 'incident_runs',
    text: `SELECT x.fingerprint, count(*)::int AS runs, (array_agg(x.run_id ORDER BY x.last DESC, x.run_id DESC))[1:${SHOWN_RUNS}] AS run_ids
           FROM (SELECT fingerprint, run_id, max(created_at) AS last FROM dead_letters WHERE fingerprint = ANY ($1) GROUP BY 1, 2) x GROUP BY 1`,
    values: [fingerprints],
  });
  return new Map(rows.map((row) => [row.fingerprint, { runs: row.runs, runIds: row.run_ids }]));
}

/** New letters in each of 24 equal spans of the last `hours`, oldest first. */
export async function readSparklines(tx: Tx, fingerprints: readonly string[], hours: number): Promise<Map<string, number[]>> {
  const rows = await tx.query<{ fingerprint: string; span: number; count: number }>({
    name: 'incident_sparklines',
    text: `SELECT fingerprint, greatest(0, least($3::int - 1, floor(extract(epoch FROM created_at - f.start) * $3::int / ($2::float8 * 3600))::int)) AS span, count(*)::int AS count
           FROM dead_letters, (SELECT signalbox_now() - $2::float8 * interval '1 hour' AS start) f
           WHERE fingerprint = ANY ($1) AND created_at > f.start GROUP BY 1, 2`,
    values: [fingerprints, hours, SPARK_SPANS],
  });
  const lines = new Map(fingerprints.map((fingerprint) => [fingerprint, new Array<number>(SPARK_SPANS).fill(0)]));
  for (const { fingerprint, span, count } of rows) {
    const line = lines.get(fingerprint);
    if (line) line[span] = count;
  }
  return lines;
}

/** Open letters, and the causes that have some. */
export async function countOpenLetters(tx: Tx): Promise<{ open: number; incidents: number }> {
  const [row] = await tx.query<{ open: number; incidents: number }>({
    name: 'letters_open',
    text: `SELECT count(*)::int AS open, count(DISTINCT fingerprint)::int AS incidents FROM dead_letters WHERE status = 'pending'`,
  });
  return row ?? { open: 0, incidents: 0 };
}
