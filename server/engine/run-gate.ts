import type { RunStatus } from '@/lib/contracts/run';
import { AppError } from '@/lib/errors';
import type { HeadPatch, NewEvent, RunHead } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { type CountRow, countsOf } from '@/server/repositories/count-row';

interface HeadRow extends CountRow {
  run_id: string;
  status: RunStatus;
  status_reason: string | null;
  planned: boolean;
  graph_version: number;
  last_seq: number;
  spent_micro: number;
  budget_micro: number | null;
  unpriced_calls: number;
  holds: number;
}

const LOCK_HEAD = 'SELECT h.* FROM run_heads h WHERE h.run_id = $1 FOR NO KEY UPDATE OF h';

function toHead(row: HeadRow): RunHead {
  return {
    runId: row.run_id,
    status: row.status,
    statusReason: row.status_reason,
    planned: row.planned,
    graphVersion: row.graph_version,
    lastSeq: row.last_seq,
    counts: countsOf(row),
    spentMicroUsd: row.spent_micro,
    budgetMicroUsd: row.budget_micro,
    unpricedCalls: row.unpriced_calls,
    holds: row.holds,
  };
}

/** Locks the run's gate: first thing of every transition (ENGINE 1). The database's time is read behind the lock. Null: no such run. */
export async function lockHeadIfAny(tx: Tx, runId: string): Promise<{ head: RunHead; now: Date } | null> {
  // The second is sent with the first, and carried out behind it.
  const [[row], [clock]] = await Promise.all([
    tx.query<HeadRow>({ name: 'lock_head', text: LOCK_HEAD, values: [runId] }),
    tx.query<{ now: Date }>({ name: 'now', text: 'SELECT signalbox_now() AS now' }),
  ]);
  if (!row) return null;
  return { head: toHead(row), now: clock?.now ?? new Date(0) };
}

export async function lockHead(tx: Tx, runId: string): Promise<{ head: RunHead; now: Date }> {
  const locked = await lockHeadIfAny(tx, runId);
  if (!locked) throw new AppError('not_found', 'There is no such run.');
  return locked;
}

const SAVE_HEAD = `
  UPDATE run_heads SET status = $2::run_status, status_reason = $3, planned = $4, graph_version = $5, last_seq = $6,
    total = $7, pending = $8, ready = $9, running = $10, waiting = $11, succeeded = $12, failed = $13, skipped = $14, cancelled = $15,
    spent_micro = $16, budget_micro = $17, unpriced_calls = $18, holds = $20,
    finished_at = CASE WHEN $2::run_status IN ('SUCCEEDED', 'FAILED', 'CANCELLED') THEN coalesce(finished_at, $19::timestamptz) END
  WHERE run_id = $1`;

const APPEND_EVENTS = `
  INSERT INTO run_events (run_id, seq, type, at, actor, node, data)
  SELECT $1, e.seq, e.type, $3, $4, e.node, e.data
  FROM jsonb_to_recordset($2::jsonb) AS e(seq bigint, type text, node integer, data jsonb)`;

/**
 * Writes what a decision made of a locked head, and its events at the seqs that follow. Returns the head as it is now; its
 * `lastSeq` is what the bus is told after the commit.
 */
export async function saveHead(
  tx: Tx,
  head: RunHead,
  change: { patch: HeadPatch; events: readonly NewEvent[]; actor: string; now: Date },
): Promise<RunHead> {
  const next: RunHead = { ...head, ...change.patch, lastSeq: head.lastSeq + change.events.length };
  const c = next.counts;
  const counts = [c.total, c.pending, c.ready, c.running, c.waiting, c.succeeded, c.failed, c.skipped, c.cancelled];
  const saved = tx.query({
    name: 'save_head',
    text: SAVE_HEAD,
    values: [
      next.runId,
      next.status,
      next.statusReason,
      next.planned,
      next.graphVersion,
      next.lastSeq,
      ...counts,
      next.spentMicroUsd,
      next.budgetMicroUsd,
      next.unpricedCalls,
      change.now,
      next.holds,
    ],
  });
  if (change.events.length > 0) {
    const rows = change.events.map((event, index) => ({
      seq: head.lastSeq + 1 + index,
      type: event.type,
      node: event.node,
      data: event.data,
    }));
    const values = [next.runId, JSON.stringify(rows), change.now, change.actor];
    await Promise.all([saved, tx.query({ name: 'append_events', text: APPEND_EVENTS, values })]);
  }
  await saved;
  return next;
}
