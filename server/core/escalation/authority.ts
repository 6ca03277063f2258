import type { EscalationPriority, EscalationTier } from '@/lib/contracts/escalation';

/** An escalation as far as it decides what an agent may do about it. */
export interface Judged {
  tier: EscalationTier;
  priority: EscalationPriority;
  reserved: string | null;
  approvalsNeeded: number;
  approverGroup: string | null;
}

/** Roles that may not approve it, for it is their own: of the task that asks, and of those whose work a gate looks at. */
export type OwnRoles = ReadonlySet<string>;

/**
 * Why an agent of this role may not approve it (null: it may). Whether it thinks that it may is not asked: the same is looked at again when
 * its answer comes. What it may never do is refuse.
 */
export function whyNotApprove(asked: Judged, role: string, own: OwnRoles): string | null {
  if (asked.tier === 'HUMAN') return 'It is for people to decide now.';
  if (asked.reserved) return asked.reserved;
  if (asked.approvalsNeeded > 1) return `${asked.approvalsNeeded} people have to approve this.`;
  if (asked.approverGroup) return 'Only certain people may approve this.';
  if (own.has(role)) return 'Nobody approves what an agent of the same role has made or asked for.';
  if (asked.priority === 'CRITICAL') return 'What is of priority CRITICAL is for people to approve.';
  if (asked.tier === 'AGENT' && asked.priority !== 'LOW') return 'At this tier, only what is of priority LOW may be approved.';
  return null;
}

/** How often a judge may ask back before it has to approve or pass on. */
export const MAX_QUESTIONS = 1;
