import type { EscalationView } from '@/lib/contracts/escalation';

/**
 * Nobody decides about these with a bare press: they ask for a typed reason, on screen, in a mail's link and in Slack.
 * By the priority alone: a secret that was found is HIGH from the start, and what its asker calls LOW stays two keys at most.
 */
export function isHighRisk({ priority }: Pick<EscalationView, 'priority'>): boolean {
  return priority === 'HIGH' || priority === 'CRITICAL';
}
