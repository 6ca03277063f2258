import { fromMicroUsd } from '@/lib/contracts/common';
import type { Outcome } from '@/lib/contracts/dashboard';
import { COUNT_OF, type RunStatus } from '@/lib/contracts/run';
import type { TaskKind, TaskStatus } from '@/lib/contracts/task';
import type { TaskListItem } from '@/lib/contracts/task-list';
import { taskIdOf } from '@/server/core/task/task-id';
import type { Tx } from '@/server/infra/db/tx';
import { OUTCOME_SQL } from './stats-repository';

const MAX_ERROR_CHARACTERS = 300;

interface Row {
  run_id: string;
  node: number;
  goal: string;
  run_status: RunStatus;
  key: string;
  title: string;
  role: string;
  kind: TaskKind;
  status: TaskStatus;
  waiting_for: string | null;
  attempt: number;
  max_attempts: number;
  outcome: Outcome | null;
  started_at: Date | null;
  finished_at: Date | null;
  cost_micro: number;
  code: string | null;
  message: string | null;
}

/** What a row shows of task `t`, its spec `s`, its run `r` with head `h`, and a failure. */
const SHOWN = (
  failure: string,
) => `t.run_id, t.node, left(r.goal, 600) AS goal, h.status AS run_status, s.key, s.title, s.role, s.kind, t.status,
  t.waiting_for, s.max_attempts, t.cost_micro, ${failure} ->> 'code' AS code, left(${failure} ->> 'message', 2000) AS message`;

function toItem(row: Row): TaskListItem {
  return {
    id: taskIdOf(row.run_id, row.node),
    runId: row.run_id,
    runGoal: row.goal,
    runStatus: row.run_status,
    key: row.key,
    title: row.title,
    role: row.role,
    kind: row.kind,
    status: row.status,
    waitingFor: row.waiting_for,
    attempt: row.attempt,
    maxAttempts: row.max_attempts,
    outcome: row.outcome,
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    costUsd: fromMicroUsd(row.cost_micro),
    error: row.code === null ? null : { code: row.code, message: firstLine(row.message ?? '') },
  };
}

function firstLine(message: string): string {
  const line = message.trim().split(/\r?\n/, 1)[0] ?? '';
  return line.length > MAX_ERROR_CHARACTERS ? `${line.slice(0, MAX_ERROR_CHARACTERS - 1)}…` : line;
}

/** Runs under way that have such tasks, newest first, from `from` on (that one included). */
export async function readRunsWithTasks(tx: Tx, status: TaskStatus | null, from: string | null, limit: number): Promise<string[]> {
  const rows = await tx.query<{ run_id: string }>({
    text: `SELECT run_id FROM run_heads WHERE status IN ('PLANNING', 'RUNNING', 'PAUSED') AND ${status ? COUNT_OF[status] : 'total'} > 0
      AND ($1::uuid IS NULL OR run_id <= $1) ORDER BY run_id DESC LIMIT $2`,
    values: [from, limit],
  });
  return rows.map((row) => row.run_id);
}

export interface NowFilter {
  status: TaskStatus | null;
  role: string | null;
  waitingFor: string | null;
}
/** A place in the list of what is under way. */
export interface NowPlace {
  runId: string;
  node: number;
}

/** Tasks of the given runs behind a place, newest run first and then by number. */
export async function readTasksOf(
  tx: Tx,
  runIds: readonly string[],
  filter: NowFilter,
  after: NowPlace | null,
  limit: number,
): Promise<{ item: TaskListItem; place: NowPlace }[]> {
  const rows = await tx.query<Row>({
    text: `SELECT ${SHOWN('f.failure')}, t.attempt, NULL AS outcome, t.started_at, t.finished_at
      FROM (
        SELECT t.* FROM unnest($1::uuid[]) u(run_id) CROSS JOIN LATERAL (
          SELECT t.* FROM tasks t JOIN task_specs s ON s.run_id = t.run_id AND s.node = t.node
          WHERE t.run_id = u.run_id AND ($2::task_status IS NULL OR t.status = $2) AND ($3::text IS NULL OR s.role = $3)
            AND ($4::text IS NULL OR t.waiting_for = $4 OR ($4 = 'person' AND t.waiting_for IN ('approval', 'outcome_unknown', 'irreversible', 'decision'))) AND ($5::uuid IS NULL OR t.run_id <> $5 OR t.node > $6)
          ORDER BY t.node LIMIT $7) t
        ORDER BY t.run_id DESC, t.node LIMIT $7) t
      JOIN task_specs s ON s.run_id = t.run_id AND s.node = t.node JOIN runs r ON r.id = t.run_id JOIN run_heads h ON h.run_id = t.run_id
      LEFT JOIN LATERAL (SELECT a.failure FROM attempts a WHERE a.run_id = t.run_id AND a.node = t.node AND t.status IN ('FAILED', 'WAITING')
        ORDER BY a.epoch DESC LIMIT 1) f ON true
      ORDER BY t.run_id DESC, t.node`,
    values: [runIds, filter.status, filter.role, filter.waitingFor, after?.runId ?? null, after?.node ?? -1, limit],
  });
  return rows.map((row) => ({ item: toItem(row), place: { runId: row.run_id, node: row.node } }));
}

export interface EndedFilter {
  role: string | null;
  outcome: Outcome | null;
}
/** A place in the list of what has ended; time in microseconds, as the database keeps it. */
export interface EndedPlace {
  atMicros: number;
  runId: string;
  node: number;
  epoch: number;
}
export interface TimeRange {
  from: Date;
  /** Null: open. */
  to: Date | null;
}

/** Buckets that hold such attempts, newest first, with how many: the statistics tell where to look. */
export async function readEndedBuckets(
  tx: Tx,
  span: number,
  filter: EndedFilter,
  within: TimeRange,
  limit: number,
): Promise<{ bucket: Date; count: number }[]> {
  return tx.query<{ bucket: Date; count: number }>({
    text: `SELECT bucket, sum(count)::bigint AS count FROM task_stats
      WHERE span = $1 AND bucket >= $2 AND ($3::timestamptz IS NULL OR bucket < $3) AND ($4::text IS NULL OR role = $4)
        AND ($5::text IS NULL OR outcome = $5) GROUP BY bucket ORDER BY bucket DESC LIMIT $6`,
    values: [span, within.from, within.to, filter.role, filter.outcome, limit],
  });
}

const MICROS = (time: string) => `(extract(epoch FROM ${time}) * 1000000)::bigint`;

/** Attempts that ended within the ranges and before a place, newest first. */
export async function readEnded(
  tx: Tx,
  ranges: readonly TimeRange[],
  filter: EndedFilter,
  before: EndedPlace | null,
  limit: number,
): Promise<{ item: TaskListItem; place: EndedPlace }[]> {
  const rows = await tx.query<Row & { at: number; epoch: number }>({
    text: `WITH a AS MATERIALIZED (
        SELECT a.* FROM unnest($1::timestamptz[], $2::timestamptz[]) w(lo, hi) CROSS JOIN LATERAL (
          SELECT a.run_id, a.node, a.epoch, a.attempt, a.started_at, a.finished_at, a.failure, ${OUTCOME_SQL} AS outcome FROM attempts a
          WHERE a.finished_at >= w.lo AND a.finished_at < coalesce(w.hi, 'infinity') AND ($4::text IS NULL OR ${OUTCOME_SQL} = $4)
            AND ($5::bigint IS NULL OR (a.finished_at, a.run_id, a.node, a.epoch) < ('epoch'::timestamptz + $5 * interval '1 microsecond', $6::uuid, $7::int, $8::int))
        ) a ${filter.role === null ? '' : 'JOIN task_specs s ON s.run_id = a.run_id AND s.node = a.node'}
        WHERE $3::text IS NULL OR ${filter.role === null ? 'true' : 's.role = $3'}
        ORDER BY a.finished_at DESC, a.run_id DESC, a.node DESC, a.epoch DESC LIMIT $9)
      SELECT ${SHOWN('a.failure')}, a.attempt, a.outcome, a.started_at, a.finished_at, a.epoch, ${MICROS('a.finished_at')} AS at
      FROM a JOIN tasks t ON t.run_id = a.run_id AND t.node = a.node JOIN task_specs s ON s.run_id = a.run_id AND s.node = a.node
        JOIN runs r ON r.id = a.run_id JOIN run_heads h ON h.run_id = a.run_id
      ORDER BY a.finished_at DESC, a.run_id DESC, a.node DESC, a.epoch DESC`,
    values: [
      ranges.map((range) => range.from),
      ranges.map((range) => range.to),
      filter.role,
      filter.outcome,
      before?.atMicros ?? null,
      before?.runId ?? null,
      before?.node ?? null,
      before?.epoch ?? null,
      limit,
    ],
  });
  return rows.map((row) => ({
    item: toItem(row),
    place: { atMicros: row.at, runId: row.run_id, node: row.node, epoch: row.epoch },
  }));
}
