import type { EscalationStatus } from '@/lib/contracts/escalation';
import type { RunStatus } from '@/lib/contracts/run';
import { AppError } from '@/lib/errors';

/** Why an approval cannot be taken back; null: it can. `isGone`: the task that it is about was taken away, or fell. */
export function revokeBlock(
  asked: { status: EscalationStatus; revocableUntil: Date | null },
  run: { status: RunStatus; isGone?: boolean },
  now: Date,
): AppError | null {
  const { status, revocableUntil } = asked;
  const tell = (message: string) => new AppError('conflict', message, [], undefined, { decision: { status } });
  if (status === 'REVOKED') return tell('This approval was taken back already.');
  if (status !== 'APPROVED' && status !== 'APPROVED_WITH_CONDITIONS') {
    return tell(`Only an approval can be taken back; this is ${status.toLowerCase().replaceAll('_', ' ')}.`);
  }
  if (!revocableUntil || now > revocableUntil) return tell('The time in which this approval could be taken back is over.');
  if (run.status === 'SUCCEEDED' || run.status === 'CANCELLED') return tell(`The run has ended (${run.status}): nothing is left to stop.`);
  return run.isGone ? tell('Its task is no part of the run any more: nothing is left to stop.') : null;
}
