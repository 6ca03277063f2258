import type { DeadLetter, DeadLetterListItem, DeadLetterStatus, ExecutionContext } from '@/lib/contracts/dead-letter';
import type { AttemptView, Failure, SIDE_EFFECTS, TaskStatus } from '@/lib/contracts/task';
import { taskIdOf } from '@/server/core/task/task-id';
import type { Tx } from '@/server/infra/db/tx';

/** A goal in a list is cut. */
const SHOWN_GOAL_CHARACTERS = 300;

interface ListRow {
  id: string;
  run_id: string;
  node: number;
  goal: string;
  task_key: string;
  title: string;
  role: string;
  fingerprint: string;
  status: DeadLetterStatus;
  failure: Failure;
  replay_count: number;
  side_effects: (typeof SIDE_EFFECTS)[number];
  created_at: Date;
  resolved_at: Date | null;
  resolved_by: string | null;
  resolution_notes: string | null;
  task_status: TaskStatus;
  next_letter_id: string | null;
  stack_trace: string | null;
  context: ExecutionContext;
  attempts: AttemptView[] | null;
}

const ATTEMPTS = `
(SELECT jsonb_agg(jsonb_build_object('attempt', a.attempt, 'workerId', a.worker_id, 'startedAt', a.started_at, 'finishedAt', a.finished_at,
  'outcome', a.outcome, 'failure', a.failure, 'retryAt', a.retry_at) ORDER BY a.epoch)
  FROM attempts a WHERE a.run_id = d.run_id AND a.node = d.node AND a.epoch <= d.epoch)`;
// A conversation can be long: it is read with its letter alone.
const CONTEXT_IN_A_LIST = `jsonb_set(d.context, '{lastRequest,messages}', '[]', false)`;
const COLUMNS = `
d.id, d.run_id, d.node, left(r.goal, ${SHOWN_GOAL_CHARACTERS}) AS goal, d.task_key, s.title, s.role, d.fingerprint, d.status, d.failure, d.replay_count,
  s.side_effects, d.created_at, d.resolved_at, d.resolved_by, d.resolution_notes, t.status AS task_status,
  (SELECT n.id FROM dead_letters n WHERE n.run_id = d.run_id AND n.node = d.node AND n.epoch > d.epoch ORDER BY n.epoch LIMIT 1) AS next_letter_id,
  d.stack_trace, ${CONTEXT_IN_A_LIST} AS context, ${ATTEMPTS} AS attempts`;
// A graph that was edited or rewound may no longer have the task.
const FROM = `
FROM dead_letters d JOIN runs r ON r.id = d.run_id LEFT JOIN tasks t ON t.run_id = d.run_id AND t.node = d.node
  LEFT JOIN task_specs s ON s.run_id = d.run_id AND s.node = d.node`;

export interface LetterFilter {
  status: DeadLetterStatus | null;
  fingerprint: string | null;
  runId: string | null;
  taskKey: string | null;
  /** Id of the last one seen. */
  before: string | null;
  limit: number;
}

/** Newest first. */
export async function listLetters(tx: Tx, filter: LetterFilter, replayLimit: number): Promise<DeadLetterListItem[]> {
  const values: unknown[] = [];
  const conditions: string[] = [];
  const add = (value: unknown, condition: (parameter: string) => string) => {
    if (value === null) return;
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  add(filter.status, (p) => `d.status = ${p}`);
  add(filter.fingerprint, (p) => `d.fingerprint = ${p}`);
  add(filter.runId, (p) => `d.run_id = ${p}::uuid`);
  add(filter.taskKey, (p) => `lower(d.task_key) = lower(${p})`);
  add(filter.before, (p) => `d.id < ${p}::uuid`);
  values.push(filter.limit);
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  const rows = await tx.query<ListRow & Record<string, unknown>>({
    text: `SELECT ${COLUMNS} ${FROM} ${where} ORDER BY d.id DESC LIMIT $${values.length}`,
    values,
  });
  return rows.map((row) => toItem(row, replayLimit));
}

function toItem(row: ListRow, replayLimit: number): DeadLetterListItem {
  return {
    id: row.id,
    runId: row.run_id,
    runGoal: row.goal,
    taskId: taskIdOf(row.run_id, row.node),
    taskKey: row.task_key,
    taskTitle: row.title ?? row.task_key,
    role: row.role ?? 'unknown',
    fingerprint: row.fingerprint,
    status: row.status,
    errorMessage: row.failure.message,
    failure: row.failure,
    replayCount: row.replay_count,
    replayLimit,
    sideEffects: row.side_effects ?? 'none',
    createdAt: row.created_at.toISOString(),
    resolvedAt: row.resolved_at?.toISOString() ?? null,
    resolvedBy: row.resolved_by,
    resolutionNotes: row.resolution_notes,
    outcome: row.status === 'replayed' ? outcomeOf(row) : null,
    stackTrace: row.stack_trace,
    executionContext: row.context,
    attempts: (row.attempts ?? []).map((attempt) => ({
      ...attempt,
      startedAt: iso(attempt.startedAt),
      finishedAt: iso(attempt.finishedAt),
      retryAt: attempt.retryAt && iso(attempt.retryAt),
    })),
  };
}

const iso = (time: string): string => new Date(time).toISOString();

function outcomeOf({ task_status, next_letter_id }: ListRow): NonNullable<DeadLetterListItem['outcome']> {
  if (next_letter_id !== null) return { state: 'failed', nextLetterId: next_letter_id };
  const state = task_status === null ? 'cancelled' : STATE_OF[task_status];
  return { state, nextLetterId: null };
}

const STATE_OF: Record<TaskStatus, NonNullable<DeadLetterListItem['outcome']>['state']> = {
  PENDING: 'running',
  READY: 'running',
  RUNNING: 'running',
  WAITING: 'running',
  SUCCEEDED: 'succeeded',
  SKIPPED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
};

export interface LetterDetail {
  item: DeadLetterListItem;
  node: number;
  epoch: number;
  /** What a decision needs that the view does not show. */
  taskEpoch: number;
  openEdges: number;
  attempt: number;
  detail: Omit<DeadLetter, Exclude<keyof DeadLetterListItem, 'executionContext'> | 'replayBlocked'>;
}

interface DetailRow extends ListRow {
  epoch: number;
  task_epoch: number | null;
  open_edges: number | null;
  attempt: number | null;
  full_context: ExecutionContext;
  changes: DeadLetter['changes'];
  run_status: string;
  history: DeadLetter['history'] | null;
}

const HISTORY = `
(SELECT jsonb_agg(jsonb_build_object('id', l.id, 'status', l.status, 'createdAt', l.created_at) ORDER BY l.epoch)
  FROM dead_letters l WHERE l.run_id = d.run_id AND l.node = d.node)`;

export async function readLetter(tx: Tx, id: string, replayLimit: number): Promise<LetterDetail | null> {
  const [row] = await tx.query<DetailRow & Record<string, unknown>>({
    name: 'letter_read',
    text: `SELECT ${COLUMNS}, d.epoch, t.epoch AS task_epoch, t.open_edges, t.attempt, d.context AS full_context, d.changes, h.status AS run_status,
        ${HISTORY} AS history ${FROM} JOIN run_heads h ON h.run_id = d.run_id WHERE d.id = $1`,
    values: [id],
  });
  if (!row) return null;
  return {
    item: toItem(row, replayLimit),
    node: row.node,
    epoch: row.epoch,
    taskEpoch: row.task_epoch ?? -1,
    openEdges: row.open_edges ?? 0,
    attempt: row.attempt ?? 0,
    detail: {
      executionContext: row.full_context,
      changes: row.changes,
      history: (row.history ?? []).map((one) => ({ ...one, createdAt: iso(one.createdAt) })),
      taskStatus: row.task_status ?? 'CANCELLED',
      runStatus: row.run_status,
    },
  };
}
