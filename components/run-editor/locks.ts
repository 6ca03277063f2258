import type { EditableTask } from '@/lib/contracts/edit';
import { isHeld } from '@/lib/graph-edit/why-not';

/** What an edit may do with a task, and why not: the rules of the edit itself, in a person's words. */
export interface Lock {
  /** `free`: anything. `running`: other settings, from its next attempt. `finished`: what it waits for alone. `closed`: nothing. */
  level: 'free' | 'running' | 'finished' | 'closed';
  /** In the box; null where there is nothing to say. */
  line: string | null;
  /** In full: why not, or what holds for it; null: nothing to say. */
  why: string | null;
  /** It could be changed if finished tasks may run again. */
  rerunOpens: boolean;
}

const FREE: Lock = { level: 'free', line: null, why: null, rerunOpens: false };
const closed = (line: string, why: string): Lock => ({ level: 'closed', line: `${line} · cannot change`, why, rerunOpens: false });

export function lockOf(task: EditableTask, rerunInvalidated = false): Lock {
  if (task.role === 'planner') return closed('the planner', 'The planner has made this graph; its task is not part of what can be edited.');
  if (isHeld(task)) return closed('held', 'It has happened and cannot be undone: decide first whether it may run again.');
  switch (task.status) {
    case 'RUNNING':
      return {
        level: 'running',
        line: 'running · edits apply from its next attempt',
        why: 'It is running. What you change holds from its next attempt; to rewire or remove it, its call has to be aborted.',
        rerunOpens: false,
      };
    case 'SUCCEEDED':
      return ended(task, 'finished', 'It has finished', rerunInvalidated);
    case 'SKIPPED':
      return ended(task, 'skipped', 'It was skipped', rerunInvalidated);
    case 'CANCELLED':
      return closed('cancelled', 'It was cancelled and stays as it was.');
    case 'FAILED':
      return { ...FREE, why: 'It has failed. What you change holds when it is replayed.' };
    case 'WAITING':
      return { ...FREE, why: 'It waits. What you change holds when it goes on.' };
    default:
      return FREE;
  }
}

function ended({ sideEffects, started }: EditableTask, word: string, what: string, rerunInvalidated: boolean): Lock {
  const isOnce = sideEffects === 'irreversible' && started;
  if (rerunInvalidated && !isOnce) return { ...FREE, why: `${what}. If it is changed, it runs again with everything below it.` };
  const why = rerunInvalidated
    ? 'What it did cannot be undone: it does not run again.'
    : `${what}, so its settings stand. What it waits for may change: it is then marked as invalidated.`;
  return { level: 'finished', line: `${word} · cannot change`, why, rerunOpens: !rerunInvalidated && !isOnce };
}

/** Whether other settings can be given to it. */
export const areFieldsOpen = ({ level }: Lock): boolean => level === 'free' || level === 'running';

/** The same of a task of which one side may be missing: `now` where this edit removes it, `was` where it adds it. */
export function lockOfSides(now: EditableTask | undefined, was: EditableTask | undefined, rerunInvalidated: boolean): Lock {
  if (!now) return { ...closed('removed', was ? 'This edit removes it. Undo brings it back.' : 'It is not there any more.'), line: null };
  return was ? lockOf(was, rerunInvalidated) : FREE;
}
