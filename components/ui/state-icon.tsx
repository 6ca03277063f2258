import type { ReactNode } from 'react';
import { cn } from './cn';
import { type State, stateLabel, stateText } from './states';

/** Drawn on a 14 px grid. A state is never told by colour alone. */
const SHAPES: Record<State, ReactNode> = {
  planning: (
    <>
      <path d="M12.2 7A5.2 5.2 0 1 1 7 1.8" />
      <path d="M4.9 7h.01M7 7h.01M9.1 7h.01" strokeWidth={1.9} />
    </>
  ),
  pending: <circle cx="7" cy="7" r="5.2" />,
  ready: (
    <>
      <circle cx="7" cy="7" r="5.2" />
      <path d="M7 3.9V7l2.3 1.4" />
    </>
  ),
  running: (
    <>
      <path d="M12.2 7A5.2 5.2 0 1 1 7 1.8" />
      <circle cx="7" cy="7" r="1.6" fill="currentColor" stroke="none" />
    </>
  ),
  paused: (
    <>
      <circle cx="7" cy="7" r="5.4" />
      <path d="M5.6 5v4M8.4 5v4" />
    </>
  ),
  waiting: <path d="M5 2.6v8.8M9 2.6v8.8" strokeWidth={2.2} />,
  succeeded: (
    <>
      <circle cx="7" cy="7" r="5.4" />
      <path d="M4.6 7.2 6.3 9l3.2-3.7" />
    </>
  ),
  failed: (
    <>
      <path d="M4.7 1.6h4.6l3.1 3.1v4.6l-3.1 3.1H4.7L1.6 9.3V4.7z" />
      <path d="M7 4.4v3.2M7 9.7v.1" />
    </>
  ),
  skipped: (
    <>
      <circle cx="7" cy="7" r="5.2" strokeDasharray="2 2" />
      <path d="M4.8 7h4.4" />
    </>
  ),
  cancelled: (
    <>
      <circle cx="7" cy="7" r="5.2" />
      <path d="M3.5 10.5 10.5 3.5" />
    </>
  ),
};

interface StateIconProps {
  state: State;
  /** Pixels. */
  size?: number;
  /** True where the state's word stands beside it. */
  decorative?: boolean;
  className?: string;
}

export function StateIcon({ state, size = 14, decorative = false, className }: StateIconProps) {
  const turns = state === 'running' || state === 'planning';
  return (
    <svg
      viewBox="0 0 14 14"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.7}
      strokeLinecap="round"
      strokeLinejoin="round"
      role="img"
      aria-hidden={decorative}
      aria-label={stateLabel(state)}
      className={cn('shrink-0', stateText(state), turns && 'animate-turn', className)}
    >
      {SHAPES[state]}
    </svg>
  );
}
