import Link from 'next/link';
import type { ReactNode } from 'react';
import { roleLabel } from '@/components/runs/filters/role-label';
import { ATTEMPT_OUTCOMES } from '@/components/tasks/attempt-outcomes';
import { Duration } from '@/components/ui/duration';
import { RelativeTime } from '@/components/ui/relative-time';
import { StateLabel } from '@/components/ui/state-label';
import type { DeadLetter } from '@/lib/contracts/dead-letter';
import { formatBytes } from '@/lib/format/bytes';
import { formatCount } from '@/lib/format/count';
import { backoffText } from './backoff-text';
import { Evidence, Quoted } from './evidence';
import { letterStanding } from './letter-words';

/** Every execution, oldest first, and how long was waited before the next. */
export function LetterAttempts({ letter: { attempts, executionContext } }: { letter: DeadLetter }) {
  return (
    <Evidence title="Attempts" aside={`${attempts.length} of ${executionContext.settings.maxAttempts}`}>
      {attempts.length === 0 ? <p className="text-muted">None is on record.</p> : null}
      <ol className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface empty:hidden">
        {attempts.map((attempt, index) => (
          <li key={attempt.startedAt} className="grid grid-cols-[minmax(0,1fr)] gap-0.5 px-3 py-2">
            <span className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
              <span className="num font-medium">Attempt {attempt.attempt}</span>
              <StateLabel {...ATTEMPT_OUTCOMES[attempt.outcome]} />
              <span className="num ml-auto text-faint text-xs">
                <RelativeTime at={attempt.startedAt} /> · <Duration from={attempt.startedAt} to={attempt.finishedAt} />
              </span>
            </span>
            {attempt.failure ? (
              <span className="text-muted text-xs [overflow-wrap:anywhere]">
                <code>{attempt.failure.code}</code> {attempt.failure.message}
              </span>
            ) : null}
            {attempt.workerId ? <span className="font-mono text-2xs text-faint">worker {attempt.workerId}</span> : null}
            {attempt.retryAt ? (
              <span className="text-faint text-xs">
                then waited {backoffText(attempt.finishedAt, attempt.retryAt, attempts[index + 1]?.startedAt)}
              </span>
            ) : null}
          </li>
        ))}
      </ol>
    </Evidence>
  );
}

/** What the task had at hand. */
export function LetterMaterials({ letter: { executionContext, runId } }: { letter: DeadLetter }) {
  const { artifacts, settings } = executionContext;
  return (
    <>
      <Evidence title="Artifacts at hand" aside={artifacts.length > 0 ? formatCount(artifacts.length) : undefined}>
        {artifacts.length === 0 ? <p className="text-muted">None.</p> : null}
        <ul className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface empty:hidden">
          {artifacts.map((artifact) => (
            <li key={artifact.id} className="flex flex-wrap items-center gap-x-3 px-3 py-1.5 text-xs">
              <Link
                href={`/runs/${runId}?view=artifacts&artifact=${artifact.id}`}
                className="min-w-0 truncate rounded-sm font-medium text-accent text-sm hover:underline pointer-coarse:py-1.5"
              >
                {artifact.name}
              </Link>
              <span className="num text-muted">version {artifact.version}</span>
              <span className="text-muted">{artifact.taskKey ? `by ${artifact.taskKey}` : 'given'}</span>
              <span className="num ml-auto text-faint">{formatBytes(artifact.bytes)}</span>
            </li>
          ))}
        </ul>
      </Evidence>
      <Evidence title="Prompt">
        <Quoted label="Prompt">{settings.prompt}</Quoted>
        {settings.input === null ? null : (
          <div className="mt-2">
            <p className="mb-1 text-muted text-xs">Input</p>
            <Quoted label="Input">{settings.input}</Quoted>
          </div>
        )}
      </Evidence>
    </>
  );
}

/** How it was to be carried out, by whom, and with what. */
export function LetterSettings({ letter }: { letter: DeadLetter }) {
  const { settings, worker, versions } = letter.executionContext;
  return (
    <Evidence title="Settings">
      <dl className="grid grid-cols-2 gap-x-6 gap-y-2 rounded-md border border-line bg-surface px-3 py-2.5 md:grid-cols-4">
        <Fact name="Role">{roleLabel(settings.role)}</Fact>
        <Fact name="Tier">{settings.tier}</Fact>
        <Fact name="Time limit">{formatCount(settings.timeoutSeconds)} s</Fact>
        <Fact name="Attempts">{settings.maxAttempts}</Fact>
        <Fact name="Side effects">{settings.sideEffects}</Fact>
        <Fact name="Replays of this task">
          {letter.replayCount} of {letter.replayLimit}
        </Fact>
        <Fact name="Graph">version {versions.graphVersion}</Fact>
        <Fact name="Agent">{versions.agentVersion === null ? 'built in' : `version ${versions.agentVersion}`}</Fact>
        <Fact name="Signalbox">{versions.signalbox}</Fact>
        <Fact name="Worker">
          {worker ? (
            <span title={worker.id}>
              {worker.hostname}, pid {worker.pid}
            </span>
          ) : (
            'unknown'
          )}
        </Fact>
      </dl>
    </Evidence>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-2xs text-faint">{name}</dt>
      <dd className="num [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

/** Earlier and later letters of the same task. */
export function LetterHistory({ letter, hrefOf }: { letter: DeadLetter; hrefOf: (id: string) => string }) {
  if (letter.history.length < 2) return null;
  return (
    <Evidence title="Letters of this task">
      <ol className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
        {letter.history.map((one) => {
          const standing = letterStanding({ status: one.status, outcome: null });
          return (
            <li key={one.id} className="flex items-center gap-3 px-3 py-1.5">
              <StateLabel state={standing.state} text={standing.text} />
              <RelativeTime at={one.createdAt} className="num text-muted text-xs" />
              {one.id === letter.id ? (
                <span className="ml-auto text-faint text-xs">this one</span>
              ) : (
                <Link href={hrefOf(one.id)} replace scroll={false} className="ml-auto rounded-sm text-accent text-xs hover:underline">
                  Open
                </Link>
              )}
            </li>
          );
        })}
      </ol>
    </Evidence>
  );
}
