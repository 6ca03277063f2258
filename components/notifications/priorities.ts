import type { EscalationPriority } from '@/lib/contracts/escalation';

/** From which priority on somebody is told. */
export const PRIORITIES: { value: EscalationPriority; label: string }[] = [
  { value: 'LOW', label: 'All' },
  { value: 'MEDIUM', label: 'Medium and above' },
  { value: 'HIGH', label: 'High and above' },
  { value: 'CRITICAL', label: 'Critical alone' },
];
