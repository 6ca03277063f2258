import type { TaskState } from '../state-at';

export interface RewindOf {
  /** The epoch of every task from here on: whoever still runs one is fenced. */
  epoch: number;
  /** It had ended by then and runs again all the same: it failed, or what it was asked to do is another thing now. */
  reopened: boolean;
  /** What it did cannot be undone and has happened: it waits for a person's word. */
  held: boolean;
}

/**
 * A task of the past as it goes on from there. PENDING stands for READY too: which of the two follows from its edges.
 * What was interrupted has its attempt back and goes on in its conversation; what failed begins anew.
 */
export function taskAfterRewind(task: TaskState, { epoch, reopened, held }: RewindOf): TaskState {
  const anew = {
    attempt: 0,
    resolved: false,
    talk: null,
    doneEpoch: null,
    startedAt: null,
    finishedAt: null,
    chosen: null,
    invalidated: false,
  };
  if (task.removed) return { ...task, epoch };
  if (held) return { ...task, ...anew, epoch, status: 'WAITING', waitingFor: 'irreversible' };
  if (reopened) return { ...task, ...anew, epoch, status: 'PENDING', waitingFor: null };
  switch (task.status) {
    case 'SUCCEEDED':
    case 'SKIPPED':
      return { ...task, epoch };
    case 'FAILED':
      return { ...task, ...anew, epoch, status: 'PENDING', waitingFor: null };
    case 'RUNNING':
    case 'CANCELLED':
      return { ...task, epoch, status: 'PENDING', waitingFor: null, attempt: Math.max(0, task.attempt - 1), finishedAt: null };
    case 'WAITING': {
      // What it asks about was judged on what may be another thing now: it judges again.
      if (task.waitingFor === 'decision') return { ...task, ...anew, epoch, status: 'PENDING', waitingFor: null };
      // A retry or a limit has given its attempt back already, or spent it; a call that a person was asked about is asked again.
      const spent = task.waitingFor === 'retry' || task.waitingFor === 'rate_limit' ? 0 : 1;
      return { ...task, epoch, status: 'PENDING', waitingFor: null, attempt: Math.max(0, task.attempt - spent) };
    }
    case 'PENDING':
    case 'READY':
      return { ...task, epoch, status: 'PENDING' };
  }
}
