import type { CircuitState } from '@/server/core/model/circuit';
import type { Tx } from '@/server/infra/db/tx';

export type Measure = 'call' | 'error' | 'latency' | 'first_token' | 'model';

export interface StatCount {
  endpoint: string;
  measure: Measure;
  label: string;
  count: number;
}

/** Adds counts to the present minute of the database's time. */
export async function addStats(tx: Tx, counts: readonly StatCount[]): Promise<void> {
  await tx.query({
    name: 'model_stats_add',
    text: `INSERT INTO model_stats AS s (endpoint, minute, measure, label, count)
           SELECT c.endpoint, date_trunc('minute', n.now), c.measure, c.label, c.count
           FROM (SELECT signalbox_now() AS now) n,
             jsonb_to_recordset($1::jsonb) AS c(endpoint text, measure text, label text, count integer)
           ORDER BY c.endpoint, c.measure, c.label
           ON CONFLICT (endpoint, minute, measure, label) DO UPDATE SET count = s.count + excluded.count`,
    values: [JSON.stringify(counts)],
  });
}

export interface StatSums extends StatCount {
  /** Of `count`, in the last 15 minutes. */
  recent: number;
}

/** Sums of the last 24 hours, by endpoint, measure and label. */
export function readStats(tx: Tx): Promise<StatSums[]> {
  return tx.query<StatSums & Record<string, unknown>>({
    name: 'model_stats_read',
    text: `SELECT endpoint, measure, label, sum(count)::int AS count,
             coalesce(sum(count) FILTER (WHERE minute > n.now - interval '15 minutes'), 0)::int AS recent
           FROM model_stats, (SELECT signalbox_now() AS now) n
           WHERE minute > n.now - interval '24 hours' GROUP BY endpoint, measure, label`,
  });
}

/** Of one endpoint, or of all. */
export async function readRecentCalls(tx: Tx, endpoint: string | null, minutes: number): Promise<{ calls: number; errors: number }> {
  const [row] = await tx.query<{ calls: number; errors: number }>({
    name: 'model_stats_recent',
    text: `SELECT coalesce(sum(count) FILTER (WHERE measure = 'call'), 0)::int AS calls,
             coalesce(sum(count) FILTER (WHERE measure = 'error'), 0)::int AS errors
           FROM model_stats WHERE ($1::text IS NULL OR endpoint = $1) AND measure IN ('call', 'error')
             AND minute > signalbox_now() - $2::int * interval '1 minute'`,
    values: [endpoint, minutes],
  });
  return row ?? { calls: 0, errors: 0 };
}

export interface CircuitReport {
  endpoint: string;
  state: CircuitState;
  lastFailure: { code: string; message: string } | null;
  /** How long ago, in milliseconds, on the clock of the process. */
  lastFailureAgoMs: number | null;
}

/** What a process thinks of its endpoints now. */
export async function saveCircuits(tx: Tx, process: string, circuits: readonly CircuitReport[]): Promise<void> {
  await tx.query({
    name: 'model_circuits_save',
    text: `INSERT INTO model_circuits AS m (endpoint, process, state, last_failure, last_failure_at, updated_at)
           SELECT c.endpoint, $1, c.state, c."lastFailure", n.now - c."lastFailureAgoMs" * interval '1 ms', n.now
           FROM (SELECT signalbox_now() AS now) n,
             jsonb_to_recordset($2::jsonb) AS c(endpoint text, state text, "lastFailure" jsonb, "lastFailureAgoMs" float8)
           ON CONFLICT (endpoint, process) DO UPDATE SET state = excluded.state, last_failure = excluded.last_failure,
             last_failure_at = excluded.last_failure_at, updated_at = excluded.updated_at`,
    values: [process, JSON.stringify(circuits)],
  });
}

export interface CircuitRow {
  endpoint: string;
  state: CircuitState;
  last_failure: { code: string; message: string } | null;
  last_failure_at: Date | null;
  /** Its process told so within the last two minutes. */
  live: boolean;
}

export function readCircuits(tx: Tx): Promise<CircuitRow[]> {
  return tx.query<CircuitRow & Record<string, unknown>>({
    name: 'model_circuits_read',
    text: `SELECT endpoint, state, last_failure, last_failure_at, updated_at > signalbox_now() - interval '2 minutes' AS live
           FROM model_circuits ORDER BY last_failure_at DESC NULLS LAST`,
  });
}

/** Forgets what nothing shows any more. */
export async function deleteOldStats(tx: Tx): Promise<void> {
  await tx.query({ text: `DELETE FROM model_stats WHERE minute < signalbox_now() - interval '25 hours'` });
  await tx.query({ text: `DELETE FROM model_circuits WHERE updated_at < signalbox_now() - interval '24 hours'` });
}
