'use client';
import { Columns2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Duration } from '@/components/ui/duration';
import { RelativeTime } from '@/components/ui/relative-time';
import { StateLabel } from '@/components/ui/state-label';
import type { TaskDetail } from '@/lib/contracts/task';
import { ATTEMPT_OUTCOMES } from './attempt-outcomes';
import { parseAttempts } from './compare/describe-attempt';
import { FailureNote } from './failure-note';

const CompareAttempts = dynamic(() => import('./compare/compare-attempts').then((module) => module.CompareAttempts), { ssr: false });

interface AttemptsTabProps {
  task: TaskDetail;
  /** "1~2": two attempts side by side, as the URL has it. */
  compared: string | null;
  onCompare: (attempts: string | null) => void;
}

/** Every execution of the task, newest first, each with how it ended and why. */
export function AttemptsTab({ task, compared, onCompare }: AttemptsTabProps) {
  const running = task.status === 'RUNNING';
  const numbers = new Set(task.attemptList.map((attempt) => attempt.attempt));
  if (running && task.attempt > 0) numbers.add(task.attempt);
  const attempts = [...numbers].sort((a, b) => a - b);
  const pair = parseAttempts(compared, attempts);
  const [last, before] = attempts.toReversed();
  if (task.attemptList.length === 0 && !running) return <p className="text-muted">No attempt yet; {task.maxAttempts} at most.</p>;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {before !== undefined && last !== undefined ? (
        <Button size="sm" className="justify-self-start" onClick={() => onCompare(`${before}~${last}`)}>
          <Columns2 size={14} aria-hidden /> Compare attempts
        </Button>
      ) : null}
      {pair ? (
        <CompareAttempts task={task} attempts={attempts} pair={pair} onPair={(next) => onCompare(next ? next.join('~') : null)} />
      ) : null}
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
              <StateLabel {...ATTEMPT_OUTCOMES[attempt.outcome]} />
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
    </div>
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
