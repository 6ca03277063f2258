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

/** The dead letter of a task that becomes FAILED in this transaction, under the run's gate. `seq` is that of its `task.failed`. */
export async function writeDeadLetter(
  tx: Tx,
  task: FailedTask,
  failed: { failure: Failure; evidence: FailureEvidence | null; seq: number; now: Date },
): Promise<void> {
  const facts = await readTaskAtFailure(tx, task);
  if (!facts) return;
  const failure = maskedFailure(failed.failure);
  const own = { runId: task.runId, taskKey: facts.taskKey, taskTitle: facts.taskTitle };
  const fingerprint = fingerprintOf(failure, own);
  const { previous } = facts;
  await insertDeadLetter(tx, {
    ...task,
    taskKey: facts.taskKey,
    fingerprint,
    title: incidentTitle(failure, own),
    failure,
    context: letterContext(facts, failed.evidence),
    replayCount: previous?.replayCount ?? 0,
    mayRegress: !(previous?.status === 'replayed' && previous.fingerprint === fingerprint),
    seq: failed.seq,
    now: failed.now,
  });
}
