import type { State } from '@/components/ui/states';
import type { EscalationStatus } from '@/lib/contracts/escalation';

const STATES: Record<EscalationStatus, State> = {
  OPEN: 'waiting',
  APPROVED: 'succeeded',
  APPROVED_WITH_CONDITIONS: 'succeeded',
  REJECTED: 'failed',
  AUTO_DECIDED: 'skipped',
  REVOKED: 'cancelled',
  SUPERSEDED: 'cancelled',
};

/** The mark of what came of an escalation. */
export const statusState = (status: EscalationStatus): State => STATES[status];
