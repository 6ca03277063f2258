import type { EditableTask } from '@/lib/contracts/edit';
import { isHeld } from '@/lib/graph-edit/why-not';

export interface Lock {
  /** Its settings cannot be changed. */
  fields: boolean;
  /** What it waits for cannot be changed. */
  edges: boolean;
  /** Why not, or what holds for it; null: it is free. */
  why: string | null;
  /** It could be changed if finished tasks may run again. */
  rerunOpens?: boolean;
}

const FREE: Lock = { fields: false, edges: false, why: null };
const closed = (why: string): Lock => ({ fields: true, edges: true, why });

/** What an edit may do with a task, and why not: the rules of the edit itself, in a person's words. */
export function lockOf(now: EditableTask | undefined, was: EditableTask | undefined, rerunInvalidated: boolean): Lock {
  if (!now) return closed(was ? 'This edit removes it. Undo brings it back.' : 'It is not there any more.');
  if (!was) return FREE;
  if (was.role === 'planner') return closed('The planner has made this graph; its task is not part of what can be edited.');
  if (isHeld(was)) return closed('It has happened and cannot be undone: decide first whether it may run again.');
  switch (was.status) {
    case 'RUNNING':
      return { ...FREE, why: 'It is running. What you change holds from its next attempt; to rewire it, its call has to be aborted.' };
    case 'SUCCEEDED':
    case 'SKIPPED': {
      const what = was.status === 'SUCCEEDED' ? 'has finished' : 'was skipped';
      if (!rerunInvalidated) {
        const why = `It ${what}, so its settings stand. What it waits for may change: it is then marked as invalidated.`;
        return { fields: true, edges: false, why, rerunOpens: was.sideEffects !== 'irreversible' || !was.started };
      }
      if (was.sideEffects === 'irreversible' && was.started)
        return { fields: true, edges: false, why: 'What it did cannot be undone: it does not run again.' };
      return { ...FREE, why: `It ${what}. If it is changed, it runs again with everything below it.` };
    }
    case 'CANCELLED':
      return closed('It was cancelled and stays as it was.');
    case 'FAILED':
      return { ...FREE, why: 'It has failed. What you change holds when it is replayed.' };
    case 'WAITING':
      return { ...FREE, why: 'It waits. What you change holds when it goes on.' };
    default:
      return FREE;
  }
}
