import type { RunStatus } from '@/lib/contracts/run';

export type BulkAction = 'pause' | 'resume' | 'cancel';

/** Words of each action: on its button, and while it goes on. */
export const BULK_WORDS: Record<BulkAction, { verb: string; doing: string; done: string }> = {
  pause: { verb: 'Pause', doing: 'Pausing', done: 'Paused' },
  resume: { verb: 'Resume', doing: 'Resuming', done: 'Resumed' },
  cancel: { verb: 'Cancel', doing: 'Cancelling', done: 'Cancelled' },
};

const APPLIES: Record<BulkAction, readonly RunStatus[]> = {
  pause: ['RUNNING', 'PLANNING'],
  resume: ['PAUSED'],
  cancel: ['RUNNING', 'PLANNING', 'PAUSED'],
};

/** Those of the selected runs that an action is for: an ended run is not asked to pause. */
export function applicable<Run extends { status: RunStatus }>(action: BulkAction, runs: readonly Run[]): Run[] {
  return runs.filter((run) => APPLIES[action].includes(run.status));
}
