import type { Outcome } from '@/lib/contracts/dashboard';

export const OUTCOME_LABELS: Record<Outcome, string> = {
  succeeded: 'Succeeded',
  failed: 'Failed',
  retried: 'Tried again',
  cancelled: 'Cancelled',
};
/** Of bars: the signal colours of the states. */
export const OUTCOME_COLORS: Record<Outcome, string> = {
  succeeded: 'var(--succeeded)',
  failed: 'var(--failed)',
  retried: 'var(--waiting)',
  cancelled: 'var(--cancelled)',
};
