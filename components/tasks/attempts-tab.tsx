import type { ReactNode } from 'react';
import { Duration } from '@/components/ui/duration';
import { RelativeTime } from '@/components/ui/relative-time';
import { StateLabel } from '@/components/ui/state-label';
import type { State } from '@/components/ui/states';
import type { AttemptView, TaskDetail } from '@/lib/contracts/task';
import { FailureNote } from './failure-note';

const OUTCOMES: Record<AttemptView['outcome'], { state: State; text: string }> = {
  succeeded: { state: 'succeeded', text: 'Succeeded' },
  failed: { state: 'failed', text: 'Failed' },
  cancelled: { state: 'cancelled', text: 'Cancelled' },
  lost: { state: 'waiting', text: 'Worker lost' },
};

/** Every execution of the task, newest first, each with how it ended and why. */
export function AttemptsTab({ task }: { task: TaskDetail }) {
  const running = task.status === 'RUNNING';
  if (task.attemptList.length === 0 && !running) return <p className="text-muted">No attempt yet; {task.maxAttempts} at most.</p>;
  return (
    <ol className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {running && task.startedAt ? (
        <li>
          <Line number={task.attempt} maxAttempts={task.maxAttempts} from={task.startedAt} to={null}>
            <StateLabel state="running" />
          </Line>
        </li>
      ) : null}
      {task.attemptList.toReversed().map((attempt) => (
        <li key={attempt.startedAt} className="grid grid-cols-[minmax(0,1fr)] gap-2">
          <Line number={attempt.attempt} maxAttempts={task.maxAttempts} from={attempt.startedAt} to={attempt.finishedAt}>
            <StateLabel {...OUTCOMES[attempt.outcome]} />
          </Line>
          {attempt.workerId ? <p className="font-mono text-faint text-xs">worker {attempt.workerId}</p> : null}
          {attempt.failure ? <FailureNote failure={attempt.failure} /> : null}
          {attempt.retryAt ? (
            <p className="text-muted text-xs">
              Next attempt not before <RelativeTime at={attempt.retryAt} className="text-fg" />
            </p>
          ) : null}
        </li>
      ))}
    </ol>
  );
}

function Line(props: { number: number; maxAttempts: number; from: string; to: string | null; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <h3 className="font-semibold">
        Attempt {props.number} <span className="font-normal text-faint">of {props.maxAttempts}</span>
      </h3>
      {props.children}
      <span className="num ml-auto text-faint text-xs">
        <RelativeTime at={props.from} /> · <Duration from={props.from} to={props.to} />
      </span>
    </div>
  );
}
