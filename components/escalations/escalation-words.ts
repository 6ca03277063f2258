import type { EscalationStatus, EscalationTier, EscalationView } from '@/lib/contracts/escalation';
import type { InboxType } from '@/lib/contracts/escalation-inbox';

const TYPES: Record<InboxType, string> = {
  tool_call: 'Tool call',
  proposed_edit: 'Proposed edit',
  gate_approval: 'Gate approval',
  budget_override: 'Budget',
  security_review: 'Security review',
  error_resolution: 'Failure',
  ambiguous_requirement: 'Question',
  quality_concern: 'Quality',
  sensitive_data: 'Sensitive data',
};
const TIERS: Record<EscalationTier, string> = { AGENT: 'an agent', LEAD_AGENT: 'the lead', HUMAN: 'people' };
const STATUSES: Record<EscalationStatus, string> = {
  OPEN: 'Open',
  APPROVED: 'Approved',
  REJECTED: 'Rejected',
  APPROVED_WITH_CONDITIONS: 'Approved with conditions',
  AUTO_DECIDED: 'Decided by the clock',
  REVOKED: 'Taken back',
  SUPERSEDED: 'Void',
};

export const typeWords = (type: InboxType): string => TYPES[type];
export const tierWords = (tier: EscalationTier): string => TIERS[tier];
export const statusWords = (status: EscalationStatus): string => STATUSES[status];

/** Whoever asked, answered or decided, without the mark of its kind. */
export function callerWords(by: string): string {
  if (by === 'clock') return 'the clock';
  if (by === 'engine') return 'the engine';
  return by.replace(/^(user|token|agent|lead):/, '');
}

type Asked = Pick<EscalationView, 'subject' | 'defaultDecision' | 'context' | 'taskKey' | 'type'>;

const isBranch = ({ context }: Pick<EscalationView, 'context'>): boolean => Array.isArray(context.ifTrue);

/** What the default does, behind "Without an answer …". */
export function defaultWords(asked: Asked): { verdict: string; effect: string } {
  switch (asked.defaultDecision) {
    case 'retry':
      return { verdict: 'tried again', effect: asked.taskKey ? 'its task runs once more' : 'what failed runs once more' };
    case 'pause':
      return { verdict: 'left open', effect: 'the run pauses until somebody resumes it' };
    case 'reject':
      return { verdict: 'rejected', effect: rejectWords(asked) };
  }
}

function rejectWords(asked: Asked): string {
  switch (asked.subject) {
    case 'ruling':
      return isBranch(asked) ? 'the false path is taken' : 'the gate stays shut, and what waits for it does not go on';
    case 'tool':
      return 'its agent is told no and goes on';
    case 'hold':
      if (asked.type === 'sensitive_data') return 'it stays masked, and its task fails';
      return 'the task is refused, and what waits for it does not begin';
    case 'letter':
      return 'the task stays failed';
    case 'budget':
      return 'the budget stays as it is, and the run stays paused';
    case 'none':
      return 'nothing changes';
  }
}

/** What the buttons say. */
export function verbsOf(asked: Pick<EscalationView, 'subject' | 'context' | 'type'>): { approve: string; reject: string } {
  if (asked.subject === 'ruling' && isBranch(asked)) return { approve: 'Take the true path', reject: 'Take the false path' };
  if (asked.subject === 'letter') return { approve: 'Try again', reject: 'Leave it failed' };
  if (asked.type === 'sensitive_data' && asked.subject === 'hold') return { approve: 'Show it', reject: 'Keep it masked' };
  return { approve: 'Approve', reject: 'Reject' };
}
