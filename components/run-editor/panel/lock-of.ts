import type { EditableTask } from '@/lib/contracts/edit';

export interface Lock {
  /** Nothing of it can be changed. */
  locked: boolean;
  /** Why not, or what holds for it; null: it is free. */
  why: string | null;
  /** It could be changed if finished tasks may run again. */
  rerunOpens?: boolean;
}

const FREE: Lock = { locked: false, why: null };

/** What an edit may do with a task, and why not. The same rules as those that the edit itself obeys, in a person's words. */
export function lockOf(now: EditableTask | undefined, was: EditableTask | undefined, rerunInvalidated: boolean): Lock {
  if (!now) return { locked: true, why: was ? 'This edit removes it. Undo brings it back.' : 'It is not there any more.' };
  if (!was) return FREE;
  if (now.role === 'planner') return { locked: true, why: 'The planner’s task made this graph and stays as it is.' };
  switch (was.status) {
    case 'RUNNING':
      return { locked: false, why: 'It is running. What you change holds from its next attempt.' };
    case 'SUCCEEDED':
      if (rerunInvalidated) return { locked: false, why: 'It has finished. If it is changed, it runs again with everything below it.' };
      return { locked: true, why: 'It has finished: what it did stands.', rerunOpens: true };
    case 'SKIPPED':
      return { locked: true, why: 'It was skipped: nothing of it will run.' };
    case 'CANCELLED':
      return { locked: true, why: 'It was cancelled: nothing of it will run.' };
    case 'FAILED':
      return { locked: false, why: 'It has failed. It runs again only when its dead letter is replayed.' };
    case 'WAITING':
      return { locked: false, why: 'It waits. What you change holds when it goes on.' };
    default:
      return FREE;
  }
}
