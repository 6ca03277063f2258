import type { State } from '@/components/ui/states';

const STATES: Record<string, State> = {
  'run.created': 'planning',
  'run.planned': 'ready',
  'run.paused': 'paused',
  'run.resumed': 'running',
  'run.cancelled': 'cancelled',
  'run.succeeded': 'succeeded',
  'run.failed': 'failed',
  'run.revived': 'running',
  'run.rewound': 'running',
  'run.forked': 'running',
  'run.edited': 'ready',
  'task.started': 'running',
  'task.succeeded': 'succeeded',
  'task.failed': 'failed',
  'task.retry_scheduled': 'waiting',
  'task.postponed': 'waiting',
  'task.released': 'ready',
  'task.waiting': 'waiting',
  'task.resumed': 'ready',
  'task.replayed': 'ready',
  'task.resolved': 'skipped',
  'task.hold_decided': 'ready',
  'task.sent_back': 'waiting',
  'escalation.opened': 'waiting',
  'edit.proposed': 'waiting',
};

/** The state that an event leads to; null where it leads to none. */
export const eventState = (type: string): State | null => STATES[type] ?? null;
