import { decidePause, decideResume } from '@/server/core/run/control-run';
import { isActive } from '@/server/core/run/head';
import { lockHead, saveHead } from '@/server/engine/run-gate';
import type { Tx } from '@/server/infra/db/tx';
import { firstFreeNode } from '@/server/repositories/plan-repository';
import { BLOCK_THRESHOLD, type Engine } from './open-engine';
import { until } from './until';

/** A writer that has passed a run's gate and has not committed yet. */
export interface HeldGate {
  commit(): Promise<void>;
}

/** Opens a transaction, lets `write` lock the head and do its work, and holds it. */
export async function holdGate(engine: Engine, write: (tx: Tx) => Promise<void>): Promise<HeldGate> {
  const { tx, client } = await engine.connect();
  await client.query('BEGIN');
  await write(tx);
  return {
    async commit() {
      await client.query('COMMIT');
    },
  };
}

/** Resolves once `sessions` statements of this database wait for a lock. */
export async function untilBlocked(engine: Engine, sessions = 1): Promise<void> {
  await until(`${sessions} blocked statement(s)`, async () => {
    const [row] = await engine.db.query<{ blocked: number }>({
      text: `SELECT count(*)::int AS blocked FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    });
    return (row?.blocked ?? 0) >= sessions;
  });
}

export async function pauseShaped(tx: Tx, runId: string): Promise<void> {
  const { head, now } = await lockHead(tx, runId);
  const decision = decidePause(head);
  if (decision) await saveHead(tx, head, { ...decision, actor: 'user:pauser', now });
}

export async function resumeShaped(tx: Tx, runId: string): Promise<void> {
  const { head, now } = await lockHead(tx, runId);
  const decision = decideResume(head, BLOCK_THRESHOLD);
  if (decision) await saveHead(tx, head, { ...decision, actor: 'user:pauser', now });
}

/**
 * Adds a task behind those given, as a live edit will: version + 1, the new task's counters from its edges as they stand.
 * Returns its number; null where the run has ended.
 */
export async function editShaped(tx: Tx, runId: string, after: number[]): Promise<number | null> {
  const { head, now } = await lockHead(tx, runId);
  if (!isActive(head.status)) return null;
  const node = await firstFreeNode(tx, runId);
  const [open] = await tx.query<{ open: number; held: number }>({
    text: `SELECT count(*) FILTER (WHERE status <> 'SUCCEEDED')::int AS open, count(*) FILTER (WHERE held)::int AS held FROM tasks WHERE run_id = $1 AND node = ANY ($2::int[])`,
    values: [runId, after],
  });
  const openEdges = (open?.open ?? 0) + (open?.held ?? 0);
  const ready = openEdges === 0;
  await tx.query({
    text: `WITH s AS (
        INSERT INTO task_specs (run_id, node, key, title, role, kind, prompt, tier, max_attempts, timeout_seconds, side_effects, depends_on)
        VALUES ($1, $2::int, 'added_' || $2::int, 'Added', 'tech_lead', 'agent', 'x', 'standard', 3, 900, 'none', $3::int[])
      ), q AS (
        INSERT INTO ready_tasks (run_id, rank, node, ready_at) SELECT $1, 0, $2::int, $6::timestamptz WHERE $5::boolean
      ), n AS (
        UPDATE tasks SET next = next || $2::int WHERE run_id = $1 AND node = ANY ($3::int[])
      )
      INSERT INTO tasks (run_id, node, status, epoch, attempt, open_edges, taken_edges, priority, next, ready_at)
      VALUES ($1, $2::int, CASE WHEN $5::boolean THEN 'READY' ELSE 'PENDING' END::task_status, (SELECT epoch_base FROM run_heads WHERE run_id = $1), 0, $4::int, cardinality($3::int[]) - $7::int, 0, '{}',
        CASE WHEN $5::boolean THEN $6::timestamptz END)`,
    values: [runId, node, after, openEdges, ready, now, open?.open ?? 0],
  });
  const version = head.graphVersion + 1;
  const { total, pending, ready: wereReady, ...rest } = head.counts;
  await saveHead(tx, head, {
    patch: {
      graphVersion: version,
      counts: { ...rest, total: total + 1, pending: pending + (ready ? 0 : 1), ready: wereReady + (ready ? 1 : 0) },
    },
    events: [{ type: 'run.planned', data: { version, tasks: [{ node, key: `added_${node}`, dependsOn: after }] } }],
    actor: 'user:editor',
    now,
  });
  return node;
}
