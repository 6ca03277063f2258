import { StateLabel } from '@/components/ui/state-label';
import { stateLabel, toState } from '@/components/ui/states';
import type { RunStatus } from '@/lib/contracts/run';

interface RunStateProps {
  status: RunStatus;
  /** Why it stands so: `budget`, `plan_review`. */
  reason?: string;
  className?: string;
}

/** Icon and word of a run's status: "Paused: plan review". */
export function RunState({ status, reason, className }: RunStateProps) {
  const state = toState(status);
  const isShort = reason !== undefined && /^[a-z_ ]{1,16}$/.test(reason) && status === 'PAUSED';
  return (
    <StateLabel state={state} text={isShort ? `${stateLabel(state)}: ${reason.replaceAll('_', ' ')}` : undefined} className={className} />
  );
}
