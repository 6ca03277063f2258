import type { EscalationView } from '@/lib/contracts/escalation';

/** Nobody decides about these with a bare press: they ask for a typed reason. */
export function isHighRisk({ type, priority }: Pick<EscalationView, 'type' | 'priority'>): boolean {
  return priority === 'HIGH' || priority === 'CRITICAL' || type === 'sensitive_data' || type === 'security_review';
}
