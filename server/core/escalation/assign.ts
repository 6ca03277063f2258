import type { AccessRole } from '@/lib/contracts/access';
import { invalidInput } from '@/lib/errors';
import { groupOf } from './may-decide';

/** Somebody an escalation is to be given to. */
export interface Assignee {
  email: string;
  role: AccessRole;
  disabledAt: Date | null;
}

/** Whether somebody can take it over. Delegated, they need not be of the group: they decide in the place of one who is. @throws invalid_input (to) */
export function checkAssignee(
  to: Assignee | null,
  asked: { askedBy: string; approverGroup: string | null },
  how: { deciders: readonly AccessRole[]; delegated: boolean },
): void {
  if (!to || to.disabledAt !== null) throw invalidInput('to', 'is nobody who can sign in');
  if (!how.deciders.includes(to.role)) throw invalidInput('to', `may not decide (${to.role})`);
  if (asked.askedBy === `user:${to.email}`) throw invalidInput('to', 'has asked for this: somebody else has to decide');
  const group = groupOf(asked.approverGroup);
  if (!how.delegated && group.length > 0 && !group.includes(to.email.toLowerCase())) {
    throw invalidInput('to', `is not one of those who decide this: ${group.join(', ')}`);
  }
}

/** At most until the clock decides: what nobody sees is not put off beyond that. @throws invalid_input (until) */
export function checkSnooze(until: Date, asked: { deadlineAt: Date | null; clockLeftMs: number | null }, now: Date): void {
  if (until <= now) throw invalidInput('until', 'must lie ahead');
  const deadline = asked.clockLeftMs === null ? asked.deadlineAt : new Date(now.getTime() + asked.clockLeftMs);
  if (deadline && until > deadline) throw invalidInput('until', `must not be behind the deadline (${deadline.toISOString()})`);
}
