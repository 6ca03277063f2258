import type { Outcome } from '@/lib/contracts/dashboard';
import type { Tx } from '@/server/infra/db/tx';

/** Ended attempts of a bucket that lasted about as long. */
export interface TaskCell {
  bucket: Date;
  role: string;
  outcome: Outcome;
  slot: number;
  count: number;
  duration_ms: number;
}

/** Calls of a bucket; `cost_micro` of the priced ones. */
export interface CallCell {
  bucket: Date;
  role: string;
  model: string;
  calls: number;
  unpriced: number;
  input_tokens: number;
  output_tokens: number;
  cost_micro: number;
}

/** What an ended attempt `a` counts as. */
export const OUTCOME_SQL = `CASE WHEN a.outcome IN ('failed', 'lost') THEN CASE WHEN a.retry_at IS NULL THEN 'failed' ELSE 'retried' END
  WHEN a.outcome = 'rewound' THEN 'cancelled' WHEN a.outcome = 'sent_back' THEN 'succeeded' ELSE a.outcome END`;
/** The start of the five minutes that a time lies in. */
const bucketOf = (time: string) => `to_timestamp(floor(extract(epoch FROM ${time}) / 300) * 300)`;

/** Counts attempts that ended within [from, to), which are any two expressions; `bounds` names the parameter with the durations' bounds. */
export const countTasksSql = (from: string, to: string, bounds: string) => `
  SELECT ${bucketOf('a.finished_at')} AS bucket, coalesce(s.role, 'unknown') AS role, ${OUTCOME_SQL} AS outcome,
    width_bucket(extract(epoch FROM a.finished_at - a.started_at)::float8, ${bounds}::float8[]) AS slot, count(*) AS count,
    sum(greatest(0, extract(epoch FROM a.finished_at - a.started_at) * 1000))::bigint AS duration_ms
  FROM attempts a LEFT JOIN task_specs s ON s.run_id = a.run_id AND s.node = a.node
  WHERE a.finished_at >= ${from} AND a.finished_at < ${to} GROUP BY 1, 2, 3, 4`;

/** The same for model calls, also those about escalations; those that a rewind or fork carried over were counted where they were paid. */
export const countCallsSql = (from: string, to: string) => `
  SELECT ${bucketOf('t.finished_at')} AS bucket, coalesce(t.role, 'unknown') AS role, t.model, count(*) AS calls,
    count(*) FILTER (WHERE NOT t.priced) AS unpriced, sum(t.input_tokens)::bigint AS input_tokens, sum(t.output_tokens)::bigint AS output_tokens,
    coalesce(sum(t.cost_micro) FILTER (WHERE t.priced), 0)::bigint AS cost_micro
  FROM (
    SELECT s.role, t.model, t.priced, t.input_tokens, t.output_tokens, t.cost_micro, t.finished_at
    FROM turns t LEFT JOIN task_specs s ON s.run_id = t.run_id AND s.node = t.node
    WHERE t.finished_at >= ${from} AND t.finished_at < ${to} AND NOT t.inherited
    UNION ALL
    SELECT c.role, c.model, c.priced, c.input_tokens, c.output_tokens, c.cost_micro, c.finished_at
    FROM consult_calls c WHERE c.finished_at >= ${from} AND c.finished_at < ${to}
  ) t GROUP BY 1, 2, 3`;

/** Locks the watermark: one counts at a time, and what is counted commits with it. */
export async function lockCountedUntil(tx: Tx): Promise<Date | null> {
  const [row] = await tx.query<{ counted_until: Date | null }>({
    name: 'stats_lock',
    text: 'SELECT counted_until FROM stats_state WHERE id = 1 FOR UPDATE',
  });
  return row?.counted_until ?? null;
}

export async function moveCountedUntil(tx: Tx, to: Date): Promise<void> {
  await tx.query({ name: 'stats_move', text: 'UPDATE stats_state SET counted_until = $1 WHERE id = 1', values: [to] });
}

/** Takes back everything that was counted; gauges stay, nothing could count them again. */
export async function forgetCounts(tx: Tx): Promise<void> {
  await tx.query({
    text: `WITH a AS (DELETE FROM task_stats), b AS (DELETE FROM call_stats), c AS (DELETE FROM task_totals), d AS (DELETE FROM call_totals), e AS (DELETE FROM task_means)
      UPDATE stats_state SET counted_until = NULL WHERE id = 1`,
  });
}

// A transaction writes times not before its own start, so that below the oldest start no row can come any more. One that has been
// silent for ten seconds writes nothing (it would have an id by then): a backup must not hold the count.
const HORIZON = `
SELECT n.now, date_trunc('milliseconds', least(n.now - make_interval(secs => $1), (
  SELECT min(a.xact_start) + (n.now - n.clock) - interval '10 milliseconds' FROM pg_stat_activity a
  WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.backend_type = 'client backend'
    AND (a.backend_xid IS NOT NULL OR a.xact_start > n.clock - interval '10 seconds')))) AS horizon
FROM (SELECT signalbox_now() AS now, clock_timestamp() AS clock) n`;

/** The time below which every row is committed and seen. At most `graceMs` behind, unless a transaction has been open for longer. */
export async function readHorizon(tx: Tx, graceMs: number): Promise<{ now: Date; horizon: Date }> {
  const [row] = await tx.query<{ now: Date; horizon: Date }>({ name: 'stats_horizon', text: HORIZON, values: [graceMs / 1000] });
  if (!row) throw new Error('The database did not tell the time');
  return row;
}

/** The next row to count from `from` on: nothing lies between. Null: there is none. */
export async function nextEndedAt(tx: Tx, from: Date | null): Promise<Date | null> {
  const [row] = await tx.query<{ at: Date | null }>({
    name: 'stats_next',
    text: `SELECT least((SELECT min(finished_at) FROM attempts WHERE finished_at >= coalesce($1, '-infinity'::timestamptz)),
                        (SELECT min(finished_at) FROM turns WHERE finished_at >= coalesce($1, '-infinity'::timestamptz)),
                        (SELECT min(finished_at) FROM consult_calls WHERE finished_at >= coalesce($1, '-infinity'::timestamptz))) AS at`,
    values: [from],
  });
  return row?.at ?? null;
}

// Without names: a plan for all ranges would be made for none.
export const countTasks = (tx: Tx, from: Date, to: Date, bounds: readonly number[]): Promise<TaskCell[]> =>
  tx.query<TaskCell & Record<string, unknown>>({
    text: countTasksSql('$1', '$2', '$3'),
    values: [from, to, bounds],
  });

export const countCalls = (tx: Tx, from: Date, to: Date): Promise<CallCell[]> =>
  tx.query<CallCell & Record<string, unknown>>({ text: countCallsSql('$1', '$2'), values: [from, to] });

/** Adds to buckets and to the totals; `label` is the role's label in the totals. */
export async function addTaskCells(tx: Tx, cells: readonly (TaskCell & { label: string })[]): Promise<void> {
  if (cells.length === 0) return;
  await tx.query({
    name: 'stats_add_tasks',
    text: `WITH c AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($1::jsonb)
        AS c(bucket timestamptz, role text, outcome text, slot smallint, count bigint, duration_ms bigint, label text)),
      t AS (INSERT INTO task_totals AS t (role, outcome, slot, count, duration_ms)
        SELECT label, outcome, slot, sum(count), sum(duration_ms) FROM c GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        ON CONFLICT (role, outcome, slot) DO UPDATE SET count = t.count + excluded.count, duration_ms = t.duration_ms + excluded.duration_ms)
      INSERT INTO task_stats AS s (span, bucket, role, outcome, slot, count, duration_ms)
      SELECT 300, bucket, role, outcome, slot, count, duration_ms FROM c ORDER BY 2, 3, 4, 5
      ON CONFLICT (span, bucket, role, outcome, slot) DO UPDATE SET count = s.count + excluded.count, duration_ms = s.duration_ms + excluded.duration_ms`,
    values: [JSON.stringify(cells)],
  });
}

export interface CallLabels {
  roleLabel: string;
  modelLabel: string;
}

export async function addCallCells(tx: Tx, cells: readonly (CallCell & CallLabels)[]): Promise<void> {
  if (cells.length === 0) return;
  const added = ['calls', 'unpriced', 'input_tokens', 'output_tokens', 'cost_micro'];
  const sums = (table: string) => added.map((column) => `${column} = ${table}.${column} + excluded.${column}`).join(', ');
  await tx.query({
    name: 'stats_add_calls',
    text: `WITH c AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($1::jsonb) AS c(bucket timestamptz, role text, model text, calls bigint,
        unpriced bigint, input_tokens bigint, output_tokens bigint, cost_micro bigint, "roleLabel" text, "modelLabel" text)),
      t AS (INSERT INTO call_totals AS t (role, model, ${added.join(', ')})
        SELECT "roleLabel", "modelLabel", ${added.map((column) => `sum(${column})`).join(', ')} FROM c GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (role, model) DO UPDATE SET ${sums('t')})
      INSERT INTO call_stats AS s (span, bucket, role, model, ${added.join(', ')})
      SELECT 300, bucket, role, model, ${added.join(', ')} FROM c ORDER BY 2, 3, 4
      ON CONFLICT (span, bucket, role, model) DO UPDATE SET ${sums('s')}`,
    values: [JSON.stringify(cells)],
  });
}

/** Models that have a label in the totals. */
export async function readModelLabels(tx: Tx): Promise<Set<string>> {
  const rows = await tx.query<{ model: string }>({ name: 'stats_models', text: 'SELECT DISTINCT model FROM call_totals' });
  return new Set(rows.map((row) => row.model));
}

/** Remembers the highest value of the running five minutes. */
export async function raiseGauges(tx: Tx, at: Date, values: Record<string, number>): Promise<void> {
  await tx.query({
    name: 'stats_gauges',
    text: `INSERT INTO gauge_stats AS g (span, bucket, name, peak)
      SELECT 300, ${bucketOf('$1::timestamptz')}, key, value::bigint FROM jsonb_each_text($2::jsonb)
      ON CONFLICT (span, bucket, name) DO UPDATE SET peak = greatest(g.peak, excluded.peak)`,
    values: [at, JSON.stringify(values)],
  });
}
