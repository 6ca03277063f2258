import type { AccessRole } from '@/lib/contracts/access';
import { invalidInput } from '@/lib/errors';
import { groupOf } from './may-decide';

/** Somebody an escalation is to be given to. */
export interface Assignee {
  email: string;
  role: AccessRole;
  disabledAt: Date | null;
}

type Taken = { askedBy: string; approverGroup: string | null };
type How = { deciders: readonly AccessRole[]; delegated: boolean };

/** Why somebody cannot take it over; null: they can. Delegated, they need not be of the group: they decide in the place of one who is. */
export function faultOfAssignee(to: Assignee | null, asked: Taken, how: How): string | null {
  if (!to || to.disabledAt !== null) return 'is nobody who can sign in';
  if (!how.deciders.includes(to.role)) return `may not decide (${to.role})`;
  if (asked.askedBy === `user:${to.email}`) return 'has asked for this: somebody else has to decide';
  const group = groupOf(asked.approverGroup);
  const isOutside = !how.delegated && group.length > 0 && !group.includes(to.email.toLowerCase());
  return isOutside ? `is not one of those who decide this: ${group.join(', ')}` : null;
}

/** @throws invalid_input (to) */
export function checkAssignee(to: Assignee | null, asked: Taken, how: How): void {
  const fault = faultOfAssignee(to, asked, how);
  if (fault !== null) throw invalidInput('to', fault);
}

/** At most until the clock decides: what nobody sees is not put off beyond that. @throws invalid_input (until) */
export function checkSnooze(until: Date, asked: { deadlineAt: Date | null; clockLeftMs: number | null }, now: Date): void {
  if (until <= now) throw invalidInput('until', 'must lie ahead');
  const deadline = asked.clockLeftMs === null ? asked.deadlineAt : new Date(now.getTime() + asked.clockLeftMs);
  if (deadline && until > deadline) throw invalidInput('until', `must not be behind the deadline (${deadline.toISOString()})`);
}
