import { fromMicroUsd } from '@/lib/contracts/common';
import type { LeadingRun, Overview } from '@/lib/contracts/dashboard';
import type { RunStatus, TaskCounts } from '@/lib/contracts/run';
import type { Tx } from '@/server/infra/db/tx';
import { type CountRow, countsOf } from './count-row';
import { lookUpIfAny } from './look-up';

const COUNTS = ['total', 'pending', 'ready', 'running', 'waiting', 'succeeded', 'failed', 'skipped', 'cancelled'] as const;
const UNDER_WAY = `('PLANNING', 'RUNNING', 'PAUSED')`;

export interface Activity {
  runs: Overview['runs'];
  /** Tasks of the runs under way. */
  tasks: TaskCounts;
  needs: { budget: number; planReview: number; failing: number };
}

interface ActivityRow extends CountRow {
  status: 'PLANNING' | 'RUNNING' | 'PAUSED';
  status_reason: string | null;
  runs: number;
  failing: number;
}

/** What is under way, from the heads alone: the cost grows with the runs at work, not with those that ended. */
export async function readActivity(tx: Tx): Promise<Activity> {
  const rows = await tx.query<ActivityRow>({
    name: 'overview_activity',
    text: `SELECT status, status_reason, count(*)::int AS runs, (count(*) FILTER (WHERE failed > 0))::int AS failing,
        ${COUNTS.map((count) => `sum(${count})::int AS ${count}`).join(', ')}
      FROM run_heads WHERE status IN ${UNDER_WAY} GROUP BY 1, 2`,
  });
  const sum = (of: (row: ActivityRow) => number, where: (row: ActivityRow) => boolean = () => true) =>
    rows.filter(where).reduce((total, row) => total + of(row), 0);
  const runsIn = (status: RunStatus) =>
    sum(
      (row) => row.runs,
      (row) => row.status === status,
    );
  const pausedFor = (reason: string) =>
    sum(
      (row) => row.runs,
      (row) => row.status === 'PAUSED' && row.status_reason === reason,
    );
  return {
    runs: { planning: runsIn('PLANNING'), running: runsIn('RUNNING'), paused: runsIn('PAUSED') },
    tasks: countsOf(Object.fromEntries(COUNTS.map((count) => [count, sum((row) => row[count])])) as CountRow),
    needs: { budget: pausedFor('budget'), planReview: pausedFor('plan_review'), failing: sum((row) => row.failing) },
  };
}

/** Whether no run was ever started. */
export async function hasNoRuns(tx: Tx): Promise<boolean> {
  const [row] = await tx.query<{ none: boolean }>({ name: 'overview_none', text: 'SELECT NOT EXISTS (SELECT FROM runs) AS none' });
  return row?.none ?? false;
}

/** Tasks that wait for a person's word. */
export async function countApprovals(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ tasks: number }>({
    name: 'overview_approvals',
    text: `SELECT count(*)::int AS tasks FROM run_heads h JOIN tasks t ON t.run_id = h.run_id
      WHERE h.status IN ${UNDER_WAY} AND h.waiting > 0 AND t.status = 'WAITING' AND t.waiting_for IN ('approval', 'outcome_unknown', 'irreversible', 'decision')`,
  });
  return row?.tasks ?? 0;
}

/** Runs that ended FAILED, of those whose id is not before `firstId`. */
export async function countFailedRuns(tx: Tx, firstId: string): Promise<number> {
  const [row] = await tx.query<{ runs: number }>({
    name: 'overview_failed_runs',
    text: `SELECT count(*)::int AS runs FROM run_heads WHERE status = 'FAILED' AND run_id >= $1`,
    values: [firstId],
  });
  return row?.runs ?? 0;
}

const ORDERS = { slowest: 'coalesce(h.started_at, r.created_at), r.id', costliest: 'h.spent_micro DESC, r.id' } as const;

/** The runs under way that stand out. */
export async function readLeadingRuns(tx: Tx, by: keyof typeof ORDERS, limit: number): Promise<LeadingRun[]> {
  const rows = await tx.query<{
    id: string;
    goal: string;
    status: RunStatus;
    status_reason: string | null;
    started_at: Date | null;
    created_at: Date;
    spent_micro: number;
    budget_micro: number | null;
    done: number;
    total: number;
  }>({
    name: `overview_${by}`,
    text: `SELECT r.id, left(r.goal, 600) AS goal, r.created_at, h.status, h.status_reason, h.started_at, h.spent_micro, h.budget_micro,
        h.succeeded + h.skipped AS done, h.total
      FROM run_heads h JOIN runs r ON r.id = h.run_id
      WHERE h.status IN ${UNDER_WAY} ${by === 'costliest' ? 'AND h.spent_micro > 0' : ''} ORDER BY ${ORDERS[by]} LIMIT $1`,
    values: [limit],
  });
  return rows.map((row) => ({
    id: row.id,
    goal: row.goal,
    status: row.status,
    ...(row.status_reason ? { statusReason: row.status_reason } : {}),
    startedAt: row.started_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    spentUsd: fromMicroUsd(row.spent_micro),
    budgetUsd: row.budget_micro === null ? null : fromMicroUsd(row.budget_micro),
    done: row.done,
    total: row.total,
  }));
}

export interface QueueRow {
  role: string;
  depth: number;
  /** How long the one that has waited longest has been ready. */
  oldest_seconds: number;
}

/** What could start at once if there were a free worker, by role. */
export async function readQueue(tx: Tx): Promise<QueueRow[]> {
  return tx.query<QueueRow & Record<string, unknown>>({
    name: 'metrics_queue',
    text: `SELECT coalesce(s.role, 'unknown') AS role, count(*)::int AS depth,
        greatest(0, extract(epoch FROM (n.now - min(q.ready_at))))::float8 AS oldest_seconds
      FROM (SELECT signalbox_now() AS now) n, ready_tasks q JOIN run_heads h ON h.run_id = q.run_id AND h.status IN ('PLANNING', 'RUNNING')
        ${lookUpIfAny('task_specs', 's', 'q')}
      WHERE q.ready_at <= n.now GROUP BY 1, n.now`,
  });
}

/** Task slots of the workers that were heard of within `silentMs`. */
export async function countSlots(tx: Tx, silentMs: number): Promise<number> {
  const [row] = await tx.query<{ slots: number }>({
    name: 'metrics_slots',
    text: `SELECT coalesce(sum(slots), 0)::int AS slots FROM workers
      WHERE stopped_at IS NULL AND heartbeat_at > signalbox_now() - make_interval(secs => $1)`,
    values: [silentMs / 1000],
  });
  return row?.slots ?? 0;
}

export async function readNow(tx: Tx): Promise<Date> {
  const [row] = await tx.query<{ now: Date }>({ name: 'now', text: 'SELECT signalbox_now() AS now' });
  if (!row) throw new Error('The database did not tell the time');
  return row.now;
}
