'use client';
import { Button } from '@/components/ui/button';
import { Duration } from '@/components/ui/duration';
import { Money } from '@/components/ui/money';
import { StateIcon } from '@/components/ui/state-icon';
import type { TaskView } from '@/lib/contracts/task';

export interface RunningChoice {
  key: string;
  title: string;
  /** Null: the page does not know it yet. */
  live: Pick<TaskView, 'attempt' | 'startedAt' | 'costUsd'> | null;
  /** `needed`: the edit cannot be applied without an answer. `offered`: it may run again at once. `given`: the person said so. */
  kind: 'needed' | 'offered' | 'given';
  /** Takes out the change that needs it; null: there is no single one. */
  onLeave: (() => void) | null;
}

interface RunningChoicesProps {
  choices: readonly RunningChoice[];
  onAbort: (key: string) => void;
  onKeep: (key: string) => void;
}

/** Which running tasks the edit may abort, each by name with what is lost. */
export function RunningChoices({ choices, onAbort, onKeep }: RunningChoicesProps) {
  if (choices.length === 0) return null;
  return (
    <ul aria-label="Running tasks" className="grid gap-1.5">
      {choices.map(({ key, title, live, kind, onLeave }) => (
        <li
          key={key}
          className="flex flex-wrap items-center gap-x-2 gap-y-1 rounded-md bg-running-soft px-3 py-1.5 text-sm"
          data-running={key}
        >
          <StateIcon state="running" size={13} decorative />
          <span className="min-w-0 flex-1 basis-64">
            <b className="font-semibold">{title}</b>{' '}
            {kind === 'needed'
              ? 'is running, and this edit needs it to stop.'
              : kind === 'offered'
                ? 'is running on what was before; it is only marked.'
                : 'is aborted.'}{' '}
            <span className="text-muted">
              {kind === 'given' ? 'Lost: ' : 'Aborting it loses '}
              {live ? (
                <>
                  attempt {live.attempt}
                  {live.startedAt ? (
                    <>
                      , <Duration from={live.startedAt} to={null} /> so far
                    </>
                  ) : null}
                  {live.costUsd > 0 ? (
                    <>
                      , <Money usd={live.costUsd} /> paid
                    </>
                  ) : null}
                </>
              ) : (
                'its attempt'
              )}
              .
            </span>
          </span>
          {kind === 'given' ? (
            <Button size="sm" onClick={() => onKeep(key)}>
              Leave it running
            </Button>
          ) : (
            <>
              {onLeave ? (
                <Button size="sm" onClick={onLeave}>
                  Leave it, drop the change
                </Button>
              ) : null}
              <Button size="sm" variant="danger" onClick={() => onAbort(key)}>
                Abort {title}
              </Button>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
