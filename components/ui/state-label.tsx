import { cn } from './cn';
import { StateIcon } from './state-icon';
import { type State, stateLabel, stateText } from './states';

interface StateLabelProps {
  state: State;
  /** Another word than the state's own: "Paused: budget". */
  text?: string;
  className?: string;
}

/** Icon and word of a state, in its colour. */
export function StateLabel({ state, text, className }: StateLabelProps) {
  return (
    <span className={cn('inline-flex items-center gap-1.5 whitespace-nowrap font-medium', stateText(state), className)}>
      <StateIcon state={state} decorative />
      {text ?? stateLabel(state)}
    </span>
  );
}
