import type { DeadLetter } from '@/lib/contracts/dead-letter';
import { AppError } from '@/lib/errors';
import { failTask } from '@/server/engine/fail-task';
import { appendAudit } from '@/server/repositories/audit-repository';
import { findNewestLetter, findTaskById } from '@/server/repositories/dead-letter-repository';
import type { Doer } from './change-letter';
import type { DeadLettersDeps } from './deps';
import { getLetter } from './read-letters';

export interface SendToDlq {
  errorMessage: string;
  stackTrace?: string;
  executionContext?: Record<string, unknown>;
}

/** Gives a task up: it is FAILED with a dead letter, and an execution of it is fenced. @throws not_found, conflict */
export async function sendToDlq(deps: DeadLettersDeps, taskId: string, sent: SendToDlq, doer: Doer): Promise<DeadLetter> {
  const task = await findTaskById(deps.db, taskId);
  if (!task) throw new AppError('not_found', 'There is no such task.');
  const failure = {
    code: 'given_up',
    message: sent.errorMessage,
    httpStatus: null,
    place: 'engine' as const,
    permanent: true,
    stack: sent.stackTrace ?? null,
  };
  const evidence = { request: null, response: null, ...(sent.executionContext ? { given: sent.executionContext } : {}) };
  const { seq, letterId } = await deps.db.transaction(async (tx) => {
    const last = await failTask(tx, task, { failure, evidence }, doer.actor);
    const id = await findNewestLetter(tx, task);
    await appendAudit(tx, doer.audit, {
      action: 'dead_letter.send',
      target: { kind: 'dead_letter', id: id ?? taskId, name: task.key },
      after: { runId: task.runId, taskKey: task.key },
      reason: sent.errorMessage.slice(0, 500),
    });
    return { seq: last, letterId: id };
  });
  deps.bus.publish({ kind: 'run', runId: task.runId, seq, control: true });
  if (letterId === null) throw new AppError('internal', 'the dead letter was not written');
  return getLetter(deps, letterId);
}
