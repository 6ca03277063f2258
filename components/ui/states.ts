/** Every state that tasks and runs can show. One shape and one colour each, the same everywhere. */
export const STATES = [
  'planning',
  'pending',
  'ready',
  'running',
  'paused',
  'waiting',
  'succeeded',
  'failed',
  'skipped',
  'cancelled',
] as const;
export type State = (typeof STATES)[number];

const LABELS: Record<State, string> = {
  planning: 'Planning',
  pending: 'Pending',
  ready: 'Ready',
  running: 'Running',
  paused: 'Paused',
  waiting: 'Waiting',
  succeeded: 'Succeeded',
  failed: 'Failed',
  skipped: 'Skipped',
  cancelled: 'Cancelled',
};

/** Text classes: Tailwind finds only names that stand whole in the source. */
const TEXT: Record<State, string> = {
  planning: 'text-running',
  pending: 'text-pending',
  ready: 'text-ready',
  running: 'text-running',
  paused: 'text-waiting',
  waiting: 'text-waiting',
  succeeded: 'text-succeeded',
  failed: 'text-failed',
  skipped: 'text-skipped',
  cancelled: 'text-cancelled',
};

const GROUND: Record<State, string> = {
  planning: 'bg-running',
  pending: 'bg-pending',
  ready: 'bg-ready',
  running: 'bg-running',
  paused: 'bg-waiting',
  waiting: 'bg-waiting',
  succeeded: 'bg-succeeded',
  failed: 'bg-failed',
  skipped: 'bg-skipped',
  cancelled: 'bg-cancelled',
};

export const stateLabel = (state: State): string => LABELS[state];
/** Text colour class of a state. */
export const stateText = (state: State): string => TEXT[state];
/** Solid ground class of a state, for bars. */
export const stateGround = (state: State): string => GROUND[state];

/** `SUCCEEDED` → `succeeded`; what we do not know is shown as pending rather than breaking the page. */
export function toState(status: string): State {
  const lower = status.toLowerCase();
  return STATES.find((state) => state === lower) ?? 'pending';
}
