import type { LadderPolicy } from '@/server/core/escalation/policy';
import type { ClaimedTask } from '@/server/core/ports/task-runner';
import { decideSettlement, type Settlement } from '@/server/core/task/settle-task';
import type { Tx } from '@/server/infra/db/tx';
import { insertApprovals } from '@/server/repositories/approval-repository';
import { askAboutFailure } from './ask-about-failure';
import { holdBack } from './hold-dependents';
import { lockHeadIfAny, saveHead } from './run-gate';
import type { HeadFact } from './tick';
import { writeDeadLetter } from './write-dead-letter';

interface TaskRow {
  node: number;
  epoch: number;
  attempt: number;
  lost: number;
  priority: number;
  worker_id: string | null;
  started_at: Date;
  max_attempts: number;
}

const LOAD_TASK = `
  SELECT t.node, t.epoch, t.attempt, t.lost, t.priority, t.worker_id, t.started_at, s.max_attempts
  FROM tasks t JOIN task_specs s USING (run_id, node)
  WHERE t.run_id = $1 AND t.node = $2 AND t.epoch = $3 AND t.status = 'RUNNING'`;

// A task that was RUNNING under this head's lock moves; its queue row and its attempt go with it. A fresh conversation has a number that none
// ever had: those that a rewind left keep theirs.
const SAVE_TASK = `
WITH t AS (
  UPDATE tasks SET status = $4::task_status, attempt = $5, lost = $6, ready_at = $7::timestamptz, worker_id = NULL,
    waiting_for = $16::text,
    finished_at = CASE WHEN $4::task_status = 'FAILED' THEN $8::timestamptz END,
    conversation = CASE WHEN $9::boolean THEN 1 + coalesce((SELECT max(c.conversation) FROM conversations c WHERE c.run_id = $1 AND c.node = $2), 0)
      ELSE conversation END
  WHERE run_id = $1 AND node = $2 AND epoch = $3 AND status = 'RUNNING' RETURNING priority
), q AS (
  INSERT INTO ready_tasks (run_id, rank, node, ready_at) SELECT $1, -t.priority, $2, $7::timestamptz FROM t WHERE $7::timestamptz IS NOT NULL
), a AS (
  INSERT INTO attempts (run_id, node, epoch, attempt, worker_id, started_at, finished_at, outcome, failure, retry_at)
  SELECT $1, $2, $3, $10::int, $11::uuid, $12::timestamptz, $8::timestamptz, $13::text, $14::jsonb, $15::timestamptz FROM t WHERE $13::text IS NOT NULL
)
SELECT count(*)::int AS moved FROM t`;

/**
 * A task that did not simply succeed: failed (again later, or for good) or given back. Load → decide → save under the run's gate.
 * `policy`: by which somebody is asked about a failure for good; null: nobody is.
 * Null: the execution is not the owner of the task any more; nothing was written.
 */
export async function settleTask(
  tx: Tx,
  task: ClaimedTask,
  settlement: Settlement,
  actor: string,
  policy: LadderPolicy | null = null,
): Promise<HeadFact | null> {
  const locked = await lockHeadIfAny(tx, task.runId);
  if (!locked) return null;
  const { head, now } = locked;
  const [row] = await tx.query<TaskRow>({ name: 'settle_load', text: LOAD_TASK, values: [task.runId, task.node, task.epoch] });
  if (!row) return null;
  const running = { node: row.node, epoch: row.epoch, attempt: row.attempt, maxAttempts: row.max_attempts, lost: row.lost };
  const decision = decideSettlement(head, running, settlement, now);
  await tx.query({
    name: 'settle_save',
    text: SAVE_TASK,
    values: [
      task.runId,
      task.node,
      task.epoch,
      decision.status,
      decision.attempt,
      decision.lost,
      decision.readyAt,
      now,
      decision.freshConversation,
      row.attempt,
      row.worker_id,
      row.started_at,
      decision.attemptRow?.outcome ?? null,
      decision.attemptRow?.failure ? JSON.stringify(decision.attemptRow.failure) : null,
      decision.attemptRow?.retryAt ?? null,
      decision.waitingFor,
    ],
  });
  if (decision.status === 'FAILED' && decision.attemptRow?.failure) {
    const { failure } = decision.attemptRow;
    const evidence = settlement.kind === 'failed' ? (settlement.evidence ?? null) : null;
    const failed = { runId: task.runId, node: row.node, epoch: row.epoch, attempt: row.attempt, workerId: row.worker_id };
    const letter = await writeDeadLetter(tx, failed, { failure, evidence, seq: head.lastSeq + 1, now });
    const place = { seq: head.lastSeq + 1 + decision.events.length, now };
    const asked = letter && policy && (await askAboutFailure(tx, letter, { ...place, policy }));
    if (asked) decision.events.push(asked);
  }
  if (settlement.kind === 'waiting') await insertApprovals(tx, task, settlement, now);
  const { counts } = decision.head;
  const patch =
    decision.status === 'READY' && counts
      ? { ...decision.head, counts: await holdBack(tx, task.runId, row.node, counts, now) }
      : decision.head;
  const saved = await saveHead(tx, head, { patch, events: decision.events, actor, now });
  return { runId: saved.runId, seq: saved.lastSeq, status: saved.status };
}
