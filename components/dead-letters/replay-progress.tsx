import { Square } from 'lucide-react';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { Meter } from '@/components/ui/meter';
import { RelativeTime } from '@/components/ui/relative-time';
import { StateLabel } from '@/components/ui/state-label';
import type { IncidentReplay } from '@/lib/contracts/dead-letter';
import { formatCount } from '@/lib/format/count';
import { replayStanding, skippedCount, skippedWords } from './letter-words';

interface ReplayProgressProps {
  replay: IncidentReplay;
  canaryHref: string | null;
  /** Null: it has ended, or the viewer may not. */
  onStop: (() => void) | null;
  busy: boolean;
}

/** How far the replay of a cause has come: the canary, then the rest, and what became of them. */
export function ReplayProgress({ replay, canaryHref, onStop, busy }: ReplayProgressProps) {
  const standing = replayStanding(replay);
  const left = skippedCount(replay.skipped);
  const figures = [
    ['running', replay.running],
    ['succeeded', replay.succeeded],
    ['failed again', replay.failed],
  ] as const;
  return (
    <section
      aria-label="Replay of this incident"
      data-testid="incident-replay"
      className="border-line border-t bg-raised px-4 py-2.5 sm:px-5"
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5">
        <span role="status">
          <StateLabel state={standing.state} text={standing.text} />
        </span>
        <Meter
          label="Replayed"
          value={replay.replayed}
          max={replay.total}
          valueText={`${formatCount(replay.replayed)} of ${formatCount(replay.total)}`}
          tone={replay.failed > 0 ? 'bad' : replay.status === 'done' ? 'good' : 'accent'}
          className="w-32 lg:w-48"
        />
        <span className="num">
          <b className="font-semibold">{formatCount(replay.replayed)}</b>{' '}
          <span className="text-muted">of {formatCount(replay.total)} replayed</span>
        </span>
        <ul className="num flex flex-wrap gap-x-3 text-muted">
          {figures.map(([word, count]) => (
            <li key={word}>
              <span className={word === 'failed again' && count > 0 ? 'font-medium text-failed' : ''}>
                {formatCount(count)} {word}
              </span>
            </li>
          ))}
        </ul>
        {onStop ? (
          <Button onClick={onStop} busy={busy} className="ml-auto">
            <Square size={12} aria-hidden /> Stop
          </Button>
        ) : null}
      </div>
      <p className="mt-1 flex flex-wrap gap-x-3 gap-y-0.5 text-muted text-xs [overflow-wrap:anywhere]">
        {replay.note ? <span className={replay.status === 'canary_failed' ? 'text-failed' : ''}>{replay.note}</span> : null}
        {left > 0 ? <span>Left alone: {skippedWords(replay.skipped)}.</span> : null}
        <span>
          Started by {replay.startedBy.replace(/^user:/, '')} <RelativeTime at={replay.createdAt} />, {replay.perSecond} a second
        </span>
        {canaryHref ? (
          <Link href={canaryHref} className="rounded-sm text-accent hover:underline">
            The canary
          </Link>
        ) : null}
      </p>
    </section>
  );
}
