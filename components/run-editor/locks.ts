import type { EditableTask } from '@/lib/contracts/edit';

/** What may be done with a task as it stands. */
export interface Lock {
  /** `free`: anything. `running`: other settings, from its next attempt. `finished`: dependencies alone. `closed`: nothing. */
  level: 'free' | 'running' | 'finished' | 'closed';
  /** In the box; null where there is nothing to say. */
  line: string | null;
  /** In full, for tooltip and panel. */
  why: string | null;
}

const FREE: Lock = { level: 'free', line: null, why: null };
const REWIRE = 'Its dependencies may change: it is then marked invalidated, and runs again only if you say so.';

const BY_STATUS: Record<EditableTask['status'], Lock> = {
  PENDING: FREE,
  READY: FREE,
  WAITING: FREE,
  FAILED: FREE,
  RUNNING: {
    level: 'running',
    line: 'running · edits apply from its next attempt',
    why: 'It is running. Other settings hold from its next attempt; to rewire or remove it, its call has to be aborted.',
  },
  SUCCEEDED: { level: 'finished', line: 'finished · cannot change', why: `It has finished, so its settings cannot change. ${REWIRE}` },
  SKIPPED: { level: 'closed', line: 'skipped · cannot change', why: 'It was skipped: nothing of it can change.' },
  CANCELLED: { level: 'closed', line: 'cancelled · cannot change', why: 'It was cancelled: nothing of it can change.' },
};

export function lockOf(task: Pick<EditableTask, 'status' | 'role' | 'waitingFor'>): Lock {
  if (task.role === 'planner') {
    return {
      level: 'closed',
      line: 'the planner · cannot change',
      why: 'The planner has made this graph; it is not part of what can be edited.',
    };
  }
  if (task.status === 'WAITING' && task.waitingFor === 'irreversible') {
    return {
      level: 'closed',
      line: 'held · cannot change',
      why: 'It has happened and cannot be undone: say first whether it runs again.',
    };
  }
  return BY_STATUS[task.status];
}
