'use client';
import { type ReactNode, useCallback, useMemo, useSyncExternalStore } from 'react';
import { StateIcon } from '@/components/ui/state-icon';
import { stateLabel, toState } from '@/components/ui/states';
import type { TaskStatus } from '@/lib/contracts/task';
import { formatCount, plural } from '@/lib/format/count';
import { formatMoney } from '@/lib/format/money';
import { eventWords } from './event-words';
import { pastSummary } from './past-summary';
import type { PlayheadStore } from './playhead-store';
import { clockText } from './time-scale';
import { graphAt, msAtSeq, type TimelineModel } from './timeline-model';

const SHOWN: readonly TaskStatus[] = ['SUCCEEDED', 'RUNNING', 'WAITING', 'READY', 'PENDING', 'FAILED', 'SKIPPED', 'CANCELLED'];

/** The event that is looked at; null: the present. */
export function useShownSeq(playhead: PlayheadStore): number | null {
  const read = useCallback(() => playhead.get().seq, [playhead]);
  return useSyncExternalStore(playhead.subscribe, read, read);
}

/** Which moment the graph beside it shows, and what happened then. */
export function PastHeading({ model, playhead }: { model: TimelineModel; playhead: PlayheadStore }) {
  const seq = useShownSeq(playhead);
  if (seq === null) return <h2 className="text-sm">The run as it stands now</h2>;
  return (
    <div className="flex min-w-0 flex-wrap items-baseline gap-x-2">
      <h2 className="text-sm">
        The run as it stood at <span className="num">{clockText(msAtSeq(model, seq))}</span>
      </h2>
      <p data-testid="past-event" className="min-w-0 truncate text-muted text-xs">
        <span className="num text-faint">#{formatCount(seq)}</span> {eventWords(model, seq)}
      </p>
    </div>
  );
}

/** Counts and money at the playhead, and what going back there would mean. */
export function PastFacts({ model, playhead }: { model: TimelineModel; playhead: PlayheadStore }) {
  const chosen = useShownSeq(playhead);
  const seq = chosen ?? model.lastSeq;
  const facts = useMemo(() => pastSummary(model, seq), [model, seq]);
  const done = facts.counts.SUCCEEDED ?? 0;
  const nowVersion = graphAt(model, model.lastSeq).version;
  return (
    <dl className="grid gap-1.5 text-sm">
      <Fact name="Tasks">
        <span className="flex flex-wrap justify-end gap-x-2.5">
          {SHOWN.flatMap((status) => {
            const count = facts.counts[status];
            const state = toState(status);
            return count
              ? [
                  <span key={status} className="num inline-flex items-center gap-1" title={stateLabel(state)} data-count={state}>
                    <StateIcon state={state} size={12} className="animate-none" /> {formatCount(count)}
                  </span>,
                ]
              : [];
          })}
        </span>
      </Fact>
      <Fact name="Spent">{formatMoney(facts.spentUsd)}</Fact>
      {chosen === null ? null : (
        <>
          <Fact name="Kept by a rewind">
            {formatCount(done)} of {plural(facts.total, 'task')}, not paid again
          </Fact>
          <Fact name="Undone by it">
            {facts.undone.length === 0 ? 'nothing' : `${plural(facts.undone.length, 'task')}, ${formatMoney(facts.undoneUsd)}`}
          </Fact>
          {facts.irreversible.length > 0 ? (
            <Fact name="Would run twice">
              <span className="text-waiting">
                {facts.irreversible.length === 1
                  ? `“${facts.irreversible[0]?.title}” asks first`
                  : `${facts.irreversible.length} irreversible tasks ask first`}
              </span>
            </Fact>
          ) : null}
          {facts.version === nowVersion ? null : (
            <Fact name="Graph">
              version {facts.version} (now {nowVersion})
            </Fact>
          )}
        </>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 items-baseline justify-between gap-4">
      <dt className="shrink-0 text-muted">{name}</dt>
      <dd className="num min-w-0 truncate text-right font-medium">{children}</dd>
    </div>
  );
}
