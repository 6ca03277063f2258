import type { Me } from '@/lib/contracts/access';
import type { EscalationView } from '@/lib/contracts/escalation';
import { callerWords } from '../escalation-words';

type Asked = Pick<EscalationView, 'askedBy' | 'approverGroup' | 'assignedTo' | 'votes' | 'approvalsNeeded'>;
type Who = Pick<Me, 'kind' | 'name' | 'role' | 'permissions'>;

export interface Standing {
  mayApprove: boolean;
  mayReject: boolean;
  /** Why not, in a sentence; null: both may be. */
  why: string | null;
}

const refused = (why: string): Standing => ({ mayApprove: false, mayReject: false, why });

/** What this person may say about it. The server has the last word. */
export function standingOf(asked: Asked, me: Who): Standing {
  const actor = `${me.kind}:${me.name}`;
  const email = me.name.toLowerCase();
  if (!me.permissions.includes('escalations.decide')) return refused(`Your role is ${me.role}: an approver or an administrator decides.`);
  const group = asked.approverGroup?.split(',').map((one) => one.trim().toLowerCase());
  if (group && !group.includes(email) && asked.assignedTo?.toLowerCase() !== email)
    return refused(`${listed(group)} decide${group.length === 1 ? 's' : ''} this.`);
  if (asked.votes.some(({ voter }) => voter === actor))
    return refused(`Your approval counts: ${asked.votes.length} of ${asked.approvalsNeeded}. The others are asked.`);
  if (asked.askedBy === actor)
    return { mayApprove: false, mayReject: true, why: 'You asked for this yourself: somebody else approves it.' };
  return { mayApprove: true, mayReject: true, why: null };
}

/** How many approvals there are of those that are needed; null where one is enough. */
export const votesWords = ({ votes, approvalsNeeded }: Pick<EscalationView, 'votes' | 'approvalsNeeded'>): string | null =>
  approvalsNeeded > 1
    ? `${votes.length} of ${approvalsNeeded} approvals${votes.length > 0 ? `: ${votes.map(({ voter }) => callerWords(voter)).join(', ')}` : ''}`
    : null;

const MOST_NAMES = 3;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return names.length > MOST_NAMES ? `${shown} or ${names.length - MOST_NAMES} more` : shown;
}
