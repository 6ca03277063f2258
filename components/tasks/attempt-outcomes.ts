import type { State } from '@/components/ui/states';
import type { AttemptView } from '@/lib/contracts/task';

/** How an attempt ended, as a state and in a word. */
export const ATTEMPT_OUTCOMES: Record<AttemptView['outcome'], { state: State; text: string }> = {
  succeeded: { state: 'succeeded', text: 'Succeeded' },
  failed: { state: 'failed', text: 'Failed' },
  cancelled: { state: 'cancelled', text: 'Cancelled' },
  lost: { state: 'waiting', text: 'Worker lost' },
  sent_back: { state: 'waiting', text: 'Sent back to its authors' },
  rewound: { state: 'cancelled', text: 'Left by a rewind' },
};
