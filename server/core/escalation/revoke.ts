import type { EscalationStatus } from '@/lib/contracts/escalation';
import type { RunStatus } from '@/lib/contracts/run';
import { AppError } from '@/lib/errors';

/** Why an approval cannot be taken back; null: it can. */
export function revokeBlock(asked: { status: EscalationStatus; revocableUntil: Date | null }, run: RunStatus, now: Date): AppError | null {
  const { status, revocableUntil } = asked;
  const tell = (message: string) => new AppError('conflict', message, [], undefined, { decision: { status } });
  if (status === 'REVOKED') return tell('This approval was taken back already.');
  if (status !== 'APPROVED' && status !== 'APPROVED_WITH_CONDITIONS') {
    return tell(`Only an approval can be taken back; this is ${status.toLowerCase().replaceAll('_', ' ')}.`);
  }
  if (!revocableUntil || now > revocableUntil) return tell('The time in which this approval could be taken back is over.');
  return run === 'SUCCEEDED' || run === 'CANCELLED' ? tell(`The run has ended (${run}): nothing is left to stop.`) : null;
}
