import type { Me } from '@/lib/contracts/access';
import type { EscalationView } from '@/lib/contracts/escalation';
import { callerWords } from '../escalation-words';

type Asked = Pick<EscalationView, 'askedBy' | 'approverGroup' | 'votes' | 'approvalsNeeded'>;
type Who = Pick<Me, 'kind' | 'name' | 'role' | 'permissions'>;

/** Why this person may not decide it, in a sentence; null: they may. The server has the last word. */
export function whyNot(asked: Asked, me: Who): string | null {
  const actor = `${me.kind}:${me.name}`;
  if (!me.permissions.includes('escalations.decide')) return `Your role is ${me.role}: an approver or an administrator decides.`;
  if (asked.askedBy === actor) return 'You asked for this yourself: somebody else decides.';
  const group = asked.approverGroup?.split(',').map((one) => one.trim().toLowerCase());
  if (group && !group.includes(me.name.toLowerCase())) return `${listed(group)} decide${group.length === 1 ? 's' : ''} this.`;
  if (asked.votes.some(({ voter }) => voter === actor))
    return `Your approval counts: ${asked.votes.length} of ${asked.approvalsNeeded}. The others are asked.`;
  return null;
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
