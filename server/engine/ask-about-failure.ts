import { asksAPerson } from '@/server/core/dead-letter/asks-a-person';
import type { LadderPolicy } from '@/server/core/escalation/policy';
import type { NewEvent } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { isAskedAbout } from '@/server/repositories/escalation-repository';
import { openEscalation } from './open-escalation';
import type { WrittenLetter } from './write-dead-letter';

/**
 * What has failed for good, and no endpoint was to blame: somebody is asked, once for all that fails alike in a run. Null: nobody is. Under
 * the run's gate, in the transaction that makes the task FAILED; `seq` is that of the event.
 */
export async function askAboutFailure(
  tx: Tx,
  letter: WrittenLetter,
  { seq, now, policy }: { seq: number; now: Date; policy: LadderPolicy },
): Promise<NewEvent | null> {
  const { runId, node, epoch, taskKey, taskTitle, failure, fingerprint, deadLetterId, replays } = letter;
  if (!policy.escalateErrors || !asksAPerson(failure) || (await isAskedAbout(tx, runId, fingerprint))) return null;
  const { code, message, place, httpStatus } = failure;
  const { event } = await openEscalation(
    tx,
    {
      ...{ runId, node, taskKey, epoch, askedBy: `agent:${taskKey}` },
      ...{ type: 'error_resolution', subject: 'letter', priority: 'MEDIUM' },
      title: `"${taskTitle}" failed: ${letter.title}`.slice(0, 300),
      description: message.slice(0, 20_000),
      context: { fingerprint, deadLetterId, failure: { code, message: message.slice(0, 2_000), place, httpStatus }, replays },
    },
    { seq, now, policy },
  );
  return event;
}
