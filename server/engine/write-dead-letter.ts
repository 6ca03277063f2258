import type { Failure } from '@/lib/contracts/task';
import { fingerprintOf, incidentTitle } from '@/server/core/dead-letter/fingerprint';
import { letterContext, maskedFailure } from '@/server/core/dead-letter/letter-context';
import type { FailureEvidence } from '@/server/core/ports/task-runner';
import type { Tx } from '@/server/infra/db/tx';
import { insertDeadLetter, readTaskAtFailure } from '@/server/repositories/dead-letter-repository';

interface FailedTask {
  runId: string;
  node: number;
  epoch: number;
  attempt: number;
  workerId: string | null;
}

export interface WrittenLetter {
  deadLetterId: string;
  runId: string;
  node: number;
  epoch: number;
  taskKey: string;
  taskTitle: string;
  /** Of its cause. */
  title: string;
  fingerprint: string;
  /** Without secrets. */
  failure: Failure;
  /** How often the task was replayed before. */
  replays: number;
}

/**
 * The dead letter of a task that becomes FAILED in this transaction, under the run's gate. `seq` is that of its `task.failed`. Null: it has one.
 */
export async function writeDeadLetter(
  tx: Tx,
  task: FailedTask,
  failed: { failure: Failure; evidence: FailureEvidence | null; seq: number; now: Date },
): Promise<WrittenLetter | null> {
  const facts = await readTaskAtFailure(tx, task);
  if (!facts) return null;
  const failure = maskedFailure(failed.failure);
  const own = { runId: task.runId, taskKey: facts.taskKey, taskTitle: facts.taskTitle };
  const fingerprint = fingerprintOf(failure, own);
  const { previous } = facts;
  const title = incidentTitle(failure, own);
  const replays = previous?.replayCount ?? 0;
  const deadLetterId = await insertDeadLetter(tx, {
    ...task,
    taskKey: facts.taskKey,
    fingerprint,
    title,
    failure,
    context: letterContext(facts, failed.evidence),
    replayCount: replays,
    mayRegress: !(previous?.status === 'replayed' && previous.fingerprint === fingerprint),
    seq: failed.seq,
    now: failed.now,
  });
  const { runId, node, epoch } = task;
  return deadLetterId === null
    ? null
    : { deadLetterId, runId, node, epoch, title, fingerprint, failure, replays, taskKey: own.taskKey, taskTitle: own.taskTitle };
}
