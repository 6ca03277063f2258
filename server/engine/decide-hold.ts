import { edgeVerdict } from '@/lib/graph/edges';
import { edgesInto } from '@/lib/graph/edges-into';
import { afterCounts, type HeadPatch, moveCount, type NewEvent, type RunHead } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { readAround } from './graph-rows';
import { setAsideTask } from './set-aside-task';

/** A task whose work cannot be undone and has happened: it waits for a person's word. */
export interface HeldBack {
  node: number;
  epoch: number;
  attempt: number;
  ready: boolean;
}

/** Null: there is no such task, or it does not wait for that. Under the run's gate. */
export async function findHeldBack(tx: Tx, runId: string, key: string): Promise<HeldBack | null> {
  const [row] = await tx.query<Omit<HeldBack, 'ready'> & Record<string, unknown>>({
    name: 'held_back',
    text: `SELECT t.node, t.epoch, t.attempt FROM tasks t JOIN task_specs s ON s.run_id = t.run_id AND s.node = t.node
      WHERE t.run_id = $1 AND s.key = $2 AND t.status = 'WAITING' AND t.waiting_for = 'irreversible'`,
    values: [runId, key],
  });
  if (!row) return null;
  const around = await readAround(tx, runId, [row.node]);
  const task = around.get(row.node);
  return { ...row, ready: task !== undefined && edgeVerdict(edgesInto(around, row.node, task)) === 'READY' };
}

const RUN = `
WITH t AS (
  UPDATE tasks SET status = CASE WHEN $4::boolean THEN 'READY' ELSE 'PENDING' END::task_status, waiting_for = NULL, ready_at = CASE WHEN $4::boolean THEN $3::timestamptz END
  WHERE run_id = $1 AND node = $2 RETURNING priority
)
INSERT INTO ready_tasks (run_id, rank, node, ready_at) SELECT $1, -t.priority, $2, $3::timestamptz FROM t WHERE $4::boolean`;

// Of every name the last version, of what it handed on the last.
const BRING_BACK = `
WITH a AS (
  UPDATE artifacts a SET current = true WHERE a.run_id = $1 AND a.node = $2 AND NOT a.current
    AND NOT EXISTS (SELECT FROM artifacts b WHERE b.run_id = $1 AND b.node = $2 AND b.name = a.name AND b.version > a.version) RETURNING a.id
), o AS (
  UPDATE task_outputs o SET current = true WHERE o.run_id = $1 AND o.node = $2
    AND o.epoch = (SELECT max(p.epoch) FROM task_outputs p WHERE p.run_id = $1 AND p.node = $2) RETURNING o.epoch
)
SELECT ARRAY(SELECT id::text FROM a ORDER BY id) AS artifacts, (SELECT epoch FROM o) AS "doneEpoch"`;

/**
 * Writes a person's word about a held task: it runs (again), or it is set aside with what it left, and what waits for it goes on.
 * Returns what becomes of the head.
 */
export async function decideHeldBack(
  tx: Tx,
  head: RunHead,
  task: HeldBack,
  word: { decision: 'run' | 'skip'; reason: string | null; now: Date },
): Promise<{ patch: HeadPatch; events: NewEvent[] }> {
  const { decision, reason, now } = word;
  const { node, epoch, attempt, ready } = task;
  if (decision === 'run') {
    await tx.query({ text: RUN, values: [head.runId, node, now, ready] });
    const patch = { counts: moveCount(head.counts, 'WAITING', ready ? 'READY' : 'PENDING') };
    return { patch, events: [{ type: 'task.hold_decided', node, data: { attempt, epoch, decision, reason } }] };
  }
  const { counts } = await setAsideTask(
    tx,
    { runId: head.runId, node, epoch },
    { counts: moveCount(head.counts, 'WAITING', 'SKIPPED'), now },
  );
  const [left] = await tx.query<{ artifacts: string[]; doneEpoch: number | null }>({ text: BRING_BACK, values: [head.runId, node] });
  const after = afterCounts(head, counts);
  const decided: NewEvent = {
    type: 'task.hold_decided',
    node,
    data: { attempt, epoch, decision, reason, artifacts: left?.artifacts ?? [], doneEpoch: left?.doneEpoch ?? null },
  };
  return { patch: after.patch, events: [decided, ...after.events] };
}
