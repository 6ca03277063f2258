import { AppError } from '@/lib/errors';
import { actorOf, type Caller } from '../access/caller';

/** What tells whether somebody may decide. */
export interface Decidable {
  askedBy: string;
  /** E-mails with commas between; null: whoever has the permission. */
  approverGroup: string | null;
  assignedTo: string | null;
  /** By somebody who remains responsible: the person it is assigned to decides in their place. */
  delegated: boolean;
  votes: readonly { voter: string; status: string }[];
}

/** E-mail of a person; programs have none. */
export const emailOf = (caller: Pick<Caller, 'kind' | 'name'>): string | null =>
  caller.kind === 'user' ? caller.name.toLowerCase() : null;

export const groupOf = (approverGroup: string | null): string[] =>
  (approverGroup ?? '')
    .split(',')
    .map((one) => one.trim().toLowerCase())
    .filter((one) => one !== '');

/** Of the group, or in the place of somebody who is. */
function belongs(caller: Caller, asked: Decidable): boolean {
  const group = groupOf(asked.approverGroup);
  const email = emailOf(caller);
  if (group.length === 0) return true;
  return email !== null && (group.includes(email) || (asked.delegated && asked.assignedTo?.toLowerCase() === email));
}

/** Why this caller's word does not count here; null: it does. Their role is no matter here. */
export function refusalOf(caller: Caller, asked: Decidable, wants: 'approve' | 'reject'): AppError | null {
  const by = actorOf(caller);
  if (wants === 'approve' && asked.askedBy === by) {
    return new AppError('forbidden', 'You asked for this yourself: somebody else has to approve it.');
  }
  if (!belongs(caller, asked)) return new AppError('forbidden', `Only ${groupOf(asked.approverGroup).join(', ')} may decide this.`);
  const spoken = asked.votes.some(({ voter }) => voter === by);
  return spoken ? new AppError('conflict', 'You have approved this already: somebody else has to as well.') : null;
}
