import type { State } from '@/components/ui/states';

/** Fill classes of a state, for boxes that are too small for words. */
export const STATE_FILL: Record<State, string> = {
  planning: 'fill-running',
  pending: 'fill-line-strong',
  ready: 'fill-ready',
  running: 'fill-running',
  paused: 'fill-waiting',
  waiting: 'fill-waiting',
  succeeded: 'fill-succeeded [fill-opacity:0.6]',
  failed: 'fill-failed',
  skipped: 'fill-line',
  cancelled: 'fill-line',
};
