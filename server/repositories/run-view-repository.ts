import { fromMicroUsd } from '@/lib/contracts/common';
import type { RunDetail, RunListItem, RunStatus } from '@/lib/contracts/run';
import type { GateDraft, GateView, TaskStatus, TaskView, Tier } from '@/lib/contracts/task';
import { taskIdOf } from '@/server/core/task/task-id';
import type { Tx } from '@/server/infra/db/tx';
import { type CountRow, countsOf } from './count-row';
import { lookUp } from './look-up';
import { countQuery, pageQuery, type RunListFilter, type RunListOrder, type RunListPlace } from './run-list-query';

interface RunRow extends CountRow {
  id: string;
  goal: string;
  status: RunStatus;
  status_reason: string | null;
  graph_version: number;
  last_seq: number;
  spent_micro: number;
  budget_micro: number | null;
  unpriced_calls: number;
  created_by: string;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  forked_from: string | null;
  offline_model: boolean;
  workflow_key: string | null;
  workflow_version: number | null;
}

const RUN_COLUMNS = `r.id, r.goal, r.created_by, r.created_at, r.forked_from, r.offline_model, r.workflow_key, r.workflow_version, h.status, h.status_reason, h.graph_version,
  h.last_seq, h.total, h.pending, h.ready, h.running, h.waiting, h.succeeded, h.failed, h.skipped, h.cancelled, h.spent_micro,
  h.budget_micro, h.unpriced_calls, h.started_at, h.finished_at`;

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

function toRun(row: RunRow): RunListItem {
  return {
    id: row.id,
    goal: row.goal,
    status: row.status,
    ...(row.status_reason ? { statusReason: row.status_reason } : {}),
    budgetUsd: row.budget_micro === null ? null : fromMicroUsd(row.budget_micro),
    spentUsd: fromMicroUsd(row.spent_micro),
    reservedUsd: 0,
    unpricedCalls: row.unpriced_calls,
    graphVersion: row.graph_version,
    lastSeq: row.last_seq,
    createdAt: row.created_at.toISOString(),
    startedAt: iso(row.started_at),
    finishedAt: iso(row.finished_at),
    ...(row.forked_from ? { forkedFrom: row.forked_from } : {}),
    createdBy: row.created_by,
    counts: countsOf(row),
    offlineModel: row.offline_model,
    ...(row.workflow_key === null ? {} : { workflow: { key: row.workflow_key, version: row.workflow_version ?? 1 } }),
  };
}

/** A page of the list in its order, each run with its place in it. */
export async function listRuns(
  tx: Tx,
  filter: RunListFilter,
  order: RunListOrder,
  limit: number,
): Promise<{ run: RunListItem; place: RunListPlace }[]> {
  const { page, keyOf, values } = pageQuery(filter, order, limit);
  const direction = order.dir === 'asc' ? 'ASC' : 'DESC';
  const rows = await tx.query<RunRow & { key: number }>({
    text: `WITH p AS MATERIALIZED (${page}) SELECT ${keyOf} AS key, ${RUN_COLUMNS}
      FROM p JOIN runs r ON r.id = p.run_id JOIN run_heads h ON h.run_id = p.run_id ORDER BY p.key ${direction}, p.run_id ${direction}`,
    values,
  });
  return rows.map((row) => ({ run: toRun(row), place: { key: row.key, id: row.id } }));
}

/** How many runs match, counted no further than `atMost`. */
export async function countRuns(tx: Tx, filter: RunListFilter, atMost: number): Promise<number> {
  const [row] = await tx.query<{ count: number }>(countQuery(filter, atMost));
  return row?.count ?? 0;
}

/** Whether any run's id lies there. */
export async function hasRunBetween(tx: Tx, from: string, to: string): Promise<boolean> {
  const rows = await tx.query({
    name: 'run_between',
    text: 'SELECT 1 FROM run_list WHERE run_id BETWEEN $1 AND $2 LIMIT 1',
    values: [from, to],
  });
  return rows.length > 0;
}

export async function readRun(tx: Tx, runId: string): Promise<RunListItem | null> {
  const [row] = await tx.query<RunRow>({
    name: 'read_run',
    text: `SELECT ${RUN_COLUMNS} FROM runs r JOIN run_heads h ON h.run_id = r.id WHERE r.id = $1`,
    values: [runId],
  });
  return row ? toRun(row) : null;
}

/** Where a fork began. What it came from is left as it is: nothing of its view says that it was forked. */
export async function readForkedAt(tx: Tx, runId: string): Promise<Pick<RunDetail, 'forkedAt'>> {
  const [row] = await tx.query<{ checkpoint: string; seq: number; label: string | null; parent: boolean }>({
    name: 'read_forked_at',
    text: `SELECT r.forked_checkpoint AS checkpoint, r.forked_seq AS seq, c.label, EXISTS (SELECT FROM runs p WHERE p.id = r.forked_from) AS parent
      FROM runs r LEFT JOIN checkpoints c ON c.id = r.forked_checkpoint WHERE r.id = $1 AND r.forked_checkpoint IS NOT NULL`,
    values: [runId],
  });
  if (!row) return {};
  const { checkpoint, seq, label, parent } = row;
  return { forkedAt: { checkpointId: checkpoint, seq, label, parentExists: parent } };
}

/** Bare facts for the realtime poll: run → seq. */
export async function readLastSeqs(tx: Tx, runIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.query<{ run_id: string; last_seq: number }>({
    name: 'last_seqs',
    text: 'SELECT run_id, last_seq FROM run_heads WHERE run_id = ANY ($1::uuid[])',
    values: [runIds],
  });
  return new Map(rows.map((row) => [row.run_id, row.last_seq]));
}

interface TaskRow {
  node: number;
  key: string;
  title: string;
  role: string;
  kind: TaskView['kind'];
  phase: string | null;
  status: TaskStatus;
  waiting_for: string | null;
  ready_at: Date | null;
  depends_on: number[];
  attempt: number;
  max_attempts: number;
  invalidated: boolean;
  held: boolean;
  tier: Tier;
  cost_micro: number;
  turns: number;
  started_at: Date | null;
  finished_at: Date | null;
  removed: boolean;
  gate: GateDraft | null;
  verdict: { verdict: GateView['verdict']; round: number } | null;
  condition: string | null;
  chosen: boolean | null;
  ifTrue: string[];
  ifFalse: string[];
}

// What it came to counts before what it said on the way there: a person may have opened what a model had kept shut. What it last sent
// back is kept with its specification, which a rewind takes back too.
const LAST_VERDICT = `jsonb_build_object('round', coalesce((s.revision ->> 'round')::int, 0), 'verdict', coalesce(
  CASE WHEN t.status IN ('SUCCEEDED', 'FAILED') THEN
    (SELECT o.outputs ->> 'verdict' FROM task_outputs o WHERE o.run_id = t.run_id AND o.node = t.node AND o.current) END,
  (SELECT v.verdict FROM gate_verdicts v WHERE v.run_id = t.run_id AND v.node = t.node AND v.epoch = t.epoch ORDER BY v.at DESC LIMIT 1),
  CASE WHEN s.revision IS NOT NULL THEN 'fail' END))`;

const wayKeys = (way: string): string =>
  `ARRAY(SELECT k.key FROM jsonb_array_elements(s.branch -> '${way}') w JOIN task_specs k ON k.run_id = s.run_id AND k.node = w::int ORDER BY k.node)`;

/** What a gate has found, and where a branch leads: nothing for a task that is neither. */
function judgeOf({ gate, verdict, condition, chosen, ifTrue, ifFalse }: TaskRow): Pick<TaskView, 'gate' | 'branch'> {
  if (gate) {
    const { type, criteria = null, condition: held = null } = gate;
    return { gate: { type, criteria, condition: held, verdict: verdict?.verdict ?? null, round: verdict?.round ?? 0 } };
  }
  return condition === null ? {} : { branch: { condition, ifTrue, ifFalse, evaluated: chosen !== null, result: chosen } };
}

/** The tasks of a run in the order of their numbers; of `nodes` alone, where given (their dependencies named if among them). */
export async function readTasks(tx: Tx, runId: string, nodes: number[] | null = null): Promise<{ node: number; view: TaskView }[]> {
  const rows = await tx.query<TaskRow>({
    name: 'read_tasks',
    text: `SELECT t.node, s.key, s.title, s.role, s.kind, s.phase, t.status, t.waiting_for, t.ready_at, s.depends_on, t.attempt, s.max_attempts,
        t.invalidated, t.held, s.tier, t.cost_micro, t.turns, t.started_at, t.finished_at, t.removed, t.chosen, s.gate,
        CASE WHEN s.gate IS NOT NULL THEN ${LAST_VERDICT} END AS verdict, s.branch ->> 'condition' AS condition,
        CASE WHEN s.branch IS NOT NULL THEN ${wayKeys('ifTrue')} END AS "ifTrue", CASE WHEN s.branch IS NOT NULL THEN ${wayKeys('ifFalse')} END AS "ifFalse"
      FROM tasks t ${lookUp('task_specs', 's', 't')} WHERE t.run_id = $1 AND ($2::int[] IS NULL OR t.node = ANY ($2)) ORDER BY t.node`,
    values: [runId, nodes],
  });
  const keyOf = new Map(rows.map((row) => [row.node, row.key]));
  return rows.map((row) => ({
    node: row.node,
    view: {
      id: taskIdOf(runId, row.node),
      key: row.key,
      title: row.title,
      role: row.role,
      kind: row.kind,
      ...(row.phase === null ? {} : { phase: row.phase }),
      status: row.status,
      waitingFor: row.waiting_for,
      readyAt: row.status === 'WAITING' ? iso(row.ready_at) : null,
      dependsOn: row.depends_on.flatMap((node) => keyOf.get(node) ?? []),
      attempt: row.attempt,
      maxAttempts: row.max_attempts,
      invalidated: row.invalidated,
      ...(row.held ? { held: true } : {}),
      tier: row.tier,
      costUsd: fromMicroUsd(row.cost_micro),
      turns: row.turns,
      startedAt: iso(row.started_at),
      finishedAt: iso(row.finished_at),
      ...judgeOf(row),
      ...(row.removed ? { removed: true } : {}),
    },
  }));
}
