import { DEFAULT_DECISION } from '@/lib/contracts/escalation';
import type { Question } from '@/server/core/escalation/question-of';
import type { NewEvent } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { insertEscalation, readEvidenceArtifacts } from '@/server/repositories/escalation-repository';

/**
 * Asks a person in the transaction that makes a task WAITING for `decision`, under the run's gate. Returns the event, which is to be saved under `seq`
 * (behind the `task.waiting`).
 */
export async function openEscalation(
  tx: Tx,
  task: { runId: string; node: number; epoch: number; key: string },
  question: Question,
  at: { seq: number; now: Date },
): Promise<NewEvent> {
  const artifacts = await readEvidenceArtifacts(tx, task.runId, task.node);
  const escalationId = await insertEscalation(tx, {
    ...question,
    runId: task.runId,
    node: task.node,
    taskKey: task.key,
    epoch: task.epoch,
    context: { ...question.context, artifacts },
    askedBy: `agent:${task.key}`,
    defaultDecision: DEFAULT_DECISION[question.type],
    ...at,
  });
  return { type: 'escalation.opened', node: task.node, data: { escalationId, type: question.type, title: question.title } };
}
