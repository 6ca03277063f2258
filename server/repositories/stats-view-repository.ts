import type { Outcome } from '@/lib/contracts/dashboard';
import type { Tx } from '@/server/infra/db/tx';
import { countCallsSql, countTasksSql } from './stats-repository';

const SPANS = '(300, 3600, 86400)';

/** The watermark of the statement's own snapshot: the job may have moved it since `tail` was read, and nothing is counted twice. */
const UNCOUNTED = `'infinity' AND finished_at >= coalesce((SELECT counted_until FROM stats_state WHERE id = 1), '-infinity')`;

const taskCells = (tail: string, bounds: string) => `c AS (
    SELECT bucket, role, outcome, slot, count FROM task_stats WHERE span IN ${SPANS} AND bucket >= $1
    UNION ALL
    SELECT x.bucket, x.role, x.outcome, x.slot, x.count FROM (${countTasksSql(tail, UNCOUNTED, bounds)}) x WHERE x.bucket >= $1
  )`;

const callCells = (tail: string) => `c AS (
    SELECT bucket, calls, unpriced, input_tokens, output_tokens, cost_micro FROM call_stats WHERE span IN ${SPANS} AND bucket >= $1
    UNION ALL
    SELECT x.bucket, x.calls, x.unpriced, x.input_tokens, x.output_tokens, x.cost_micro
    FROM (${countCallsSql(tail, UNCOUNTED)}) x WHERE x.bucket >= $1
  )`;

/**
 * From where on rows are counted while reading: the watermark, unless the count is further behind than two minutes. It is a parameter of
 * the readings, so that the planner sees how little there is: with it inside of the statement whole tables were read.
 */
export async function readTail(tx: Tx): Promise<Date> {
  const [row] = await tx.query<{ tail: Date }>({
    text: `SELECT greatest(coalesce((SELECT counted_until FROM stats_state WHERE id = 1), 'epoch'),
      date_trunc('milliseconds', signalbox_now() - interval '2 minutes')) AS tail`,
  });
  if (!row) throw new Error('The database did not tell the time');
  return row.tail;
}

/** Begins a reading whose figures belong together: first thing in a transaction, which sees one snapshot. Returns the tail. */
export async function beginReading(tx: Tx): Promise<Date> {
  await tx.query({ text: 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY' });
  await tx.query({ text: 'SET LOCAL enable_seqscan = off' });
  return readTail(tx);
}

const stepOf = (column: string, seconds: string) => `to_timestamp(floor(extract(epoch FROM ${column}) / ${seconds}) * ${seconds})`;

export interface TaskStatRow {
  /** Of a step, where role is null; else null. */
  step: Date | null;
  role: string | null;
  outcome: Outcome;
  slot: number | null;
  count: number;
}

/** Ended attempts since `from`: by step and outcome, and by role, outcome and slot. */
export async function readTaskStats(
  tx: Tx,
  tail: Date,
  from: Date,
  stepSeconds: number,
  bounds: readonly number[],
): Promise<TaskStatRow[]> {
  return tx.query<TaskStatRow & Record<string, unknown>>({
    text: `WITH ${taskCells('$4', '$3')}
      SELECT ${stepOf('c.bucket', '$2::int')} AS step, role, outcome, slot, sum(count)::bigint AS count FROM c
      GROUP BY GROUPING SETS ((1, outcome), (role, outcome, slot))`,
    values: [from, stepSeconds, bounds, tail],
  });
}

export interface CallStatRow {
  step: Date;
  calls: number;
  unpriced: number;
  input_tokens: number;
  output_tokens: number;
  cost_micro: number;
}

/** Calls since `from`, by step. */
export async function readCallStats(tx: Tx, tail: Date, from: Date, stepSeconds: number): Promise<CallStatRow[]> {
  return tx.query<CallStatRow & Record<string, unknown>>({
    text: `WITH ${callCells('$3')}
      SELECT ${stepOf('c.bucket', '$2::int')} AS step, sum(calls)::bigint AS calls, sum(unpriced)::bigint AS unpriced,
        sum(input_tokens)::bigint AS input_tokens, sum(output_tokens)::bigint AS output_tokens, sum(cost_micro)::bigint AS cost_micro
      FROM c GROUP BY 1`,
    values: [from, stepSeconds, tail],
  });
}

/** Attempts that ended since `from`: a value, since no index serves a condition on the volatile signalbox_now(). */
export async function countEndedSince(tx: Tx, from: Date): Promise<number> {
  const [row] = await tx.query<{ count: number }>({
    text: 'SELECT count(*)::int AS count FROM attempts WHERE finished_at >= $1',
    values: [from],
  });
  return row?.count ?? 0;
}

/** Peaks of a gauge since `from`, by step. */
export async function readGauge(tx: Tx, name: string, from: Date, stepSeconds: number): Promise<{ step: Date; peak: number }[]> {
  return tx.query<{ step: Date; peak: number }>({
    name: 'stats_view_gauge',
    text: `SELECT ${stepOf('bucket', '$3::int')} AS step, max(peak) AS peak FROM gauge_stats
      WHERE span IN ${SPANS} AND bucket >= $2 AND name = $1 GROUP BY 1`,
    values: [name, from, stepSeconds],
  });
}

/** Up to where it is counted; null: it never ran. */
export async function readCountedUntil(tx: Tx): Promise<Date | null> {
  const [row] = await tx.query<{ counted_until: Date | null }>({
    name: 'stats_until',
    text: 'SELECT counted_until FROM stats_state WHERE id = 1',
  });
  return row?.counted_until ?? null;
}

/** How far the count is behind; null: it never ran. */
export async function readCountLag(tx: Tx): Promise<number | null> {
  const [row] = await tx.query<{ seconds: number | null }>({
    name: 'stats_view_lag',
    text: 'SELECT extract(epoch FROM signalbox_now() - counted_until)::float8 AS seconds FROM stats_state WHERE id = 1',
  });
  return row?.seconds ?? null;
}

export interface TaskTotalRow {
  role: string;
  outcome: Outcome;
  slot: number;
  count: number;
  duration_ms: number;
}
export interface CallTotalRow extends Omit<CallStatRow, 'step'> {
  role: string;
  model: string;
}

/** What was counted since ever, under bounded labels. */
export async function readTotals(tx: Tx): Promise<{ tasks: TaskTotalRow[]; calls: CallTotalRow[] }> {
  const tasks = await tx.query<TaskTotalRow & Record<string, unknown>>({
    name: 'totals_tasks',
    text: 'SELECT role, outcome, slot, count, duration_ms FROM task_totals ORDER BY role, outcome, slot',
  });
  const calls = await tx.query<CallTotalRow & Record<string, unknown>>({
    name: 'totals_calls',
    text: 'SELECT role, model, calls, unpriced, input_tokens, output_tokens, cost_micro FROM call_totals ORDER BY role, model',
  });
  return { tasks, calls };
}
