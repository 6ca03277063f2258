import type { State } from '@/components/ui/states';

const STATES: Record<string, State> = {
  'run.created': 'planning',
  'run.planned': 'ready',
  'run.paused': 'paused',
  'run.resumed': 'running',
  'run.cancelled': 'cancelled',
  'run.succeeded': 'succeeded',
  'run.failed': 'failed',
  'task.started': 'running',
  'task.succeeded': 'succeeded',
  'task.failed': 'failed',
  'task.retry_scheduled': 'waiting',
  'task.postponed': 'waiting',
  'task.released': 'ready',
  'task.waiting': 'waiting',
  'task.resumed': 'ready',
};

/** The state that an event leads to; null where it leads to none. */
export const eventState = (type: string): State | null => STATES[type] ?? null;
