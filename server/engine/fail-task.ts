import type { Failure, TaskStatus } from '@/lib/contracts/task';
import { AppError } from '@/lib/errors';
import { decideFailure } from '@/server/core/dead-letter/decide-failure';
import type { FailureEvidence } from '@/server/core/ports/task-runner';
import type { Tx } from '@/server/infra/db/tx';
import { supersedeEscalations } from '@/server/repositories/escalation-repository';
import { lockHead, saveHead } from './run-gate';
import { settleTask } from './settle';
import { writeDeadLetter } from './write-dead-letter';

const FAIL = `
WITH q AS (DELETE FROM ready_tasks WHERE run_id = $1 AND node = $2),
p AS (UPDATE tool_approvals SET status = 'superseded', decided_at = $4 WHERE run_id = $1 AND node = $2 AND status = 'open')
UPDATE tasks SET status = 'FAILED', epoch = $3, waiting_for = NULL, ready_at = NULL, finished_at = $4 WHERE run_id = $1 AND node = $2`;

/** Makes a task FAILED by somebody's word, whatever it does just now; an execution under way is fenced. @throws not_found, conflict */
export async function failTask(
  tx: Tx,
  at: { runId: string; node: number },
  failed: { failure: Failure; evidence: FailureEvidence | null },
  actor: string,
): Promise<number> {
  const { head, now } = await lockHead(tx, at.runId);
  const [task] = await tx.query<{ status: TaskStatus; epoch: number; attempt: number }>({
    text: 'SELECT status, epoch, attempt FROM tasks WHERE run_id = $1 AND node = $2',
    values: [at.runId, at.node],
  });
  if (!task) throw new AppError('not_found', 'There is no such task.');
  if (task.status === 'RUNNING') {
    const settlement = { kind: 'failed' as const, failure: failed.failure, retryDelayMs: 0, evidence: failed.evidence ?? undefined };
    const settled = await settleTask(tx, { ...at, epoch: task.epoch, attempt: task.attempt }, settlement, actor);
    return settled?.seq ?? head.lastSeq;
  }
  const decision = decideFailure(head, { ...task, node: at.node }, failed.failure);
  await tx.query({ text: FAIL, values: [at.runId, at.node, decision.epoch, now] });
  await supersedeEscalations(tx, { runId: at.runId, nodes: [at.node] }, { seq: head.lastSeq + 1, now });
  const lost = { ...at, epoch: decision.epoch, attempt: task.attempt, workerId: null };
  await writeDeadLetter(tx, lost, { ...failed, seq: head.lastSeq + 1, now });
  const saved = await saveHead(tx, head, { ...decision, actor, now });
  return saved.lastSeq;
}
