import { RotateCw } from 'lucide-react';
import Link from 'next/link';
import { Sparkline } from '@/components/charts/sparkline';
import type { Column } from '@/components/data-table/data-table';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { RelativeTime } from '@/components/ui/relative-time';
import { StateIcon } from '@/components/ui/state-icon';
import type { Incident } from '@/lib/contracts/dead-letter';
import { formatCount, plural } from '@/lib/format/count';
import { isReplaying, placeText, replayStanding } from './letter-words';

export const INCIDENT_CARD = 'max-lg:grid-cols-[minmax(0,1fr)_auto] max-lg:gap-y-1 max-lg:py-3';

export const incidentHref = (incident: Pick<Incident, 'fingerprint'>, runId: string | null): string =>
  `/dead-letters/${incident.fingerprint}${runId ? `?run=${runId}` : ''}`;

/** Columns of the list of causes. `onReplay` null: the viewer may not. */
export function incidentColumns(runId: string | null, onReplay: ((incident: Incident) => void) | null): readonly Column<Incident>[] {
  return [
    {
      id: 'cause',
      header: 'Cause',
      track: 'minmax(0,1fr)',
      className: 'max-lg:col-span-2',
      cell: (incident) => <Cause incident={incident} href={incidentHref(incident, runId)} />,
    },
    {
      id: 'trend',
      header: 'Last 24 h',
      track: '96px',
      className: 'max-lg:hidden',
      cell: ({ sparkline }) => <Sparkline values={sparkline.counts} className="h-6 text-failed" />,
    },
    {
      id: 'open',
      header: 'Open',
      track: '88px',
      className: 'num justify-end text-right max-lg:col-start-1 max-lg:justify-start',
      cell: ({ open, total }) => (
        <span>
          <span className={open > 0 ? 'font-semibold text-failed' : 'text-muted'}>{formatCount(open)}</span>
          <span className="text-faint"> of {formatCount(total)}</span>
        </span>
      ),
    },
    {
      id: 'runs',
      header: 'Runs',
      track: '56px',
      className: 'num justify-end text-right text-muted max-lg:hidden',
      cell: ({ runs }) => formatCount(runs),
    },
    {
      id: 'first',
      header: 'First seen',
      track: '88px',
      className: 'justify-end text-right text-muted max-lg:hidden',
      cell: ({ firstSeenAt }) => <RelativeTime at={firstSeenAt} className="num whitespace-nowrap" />,
    },
    {
      id: 'last',
      header: 'Last seen',
      track: '88px',
      className: 'justify-end text-right text-muted max-lg:col-start-2 max-lg:text-xs',
      cell: ({ lastSeenAt }) => <RelativeTime at={lastSeenAt} className="num whitespace-nowrap" />,
    },
    ...(onReplay
      ? [
          {
            id: 'replay',
            header: <span className="sr-only">Replay</span>,
            track: '124px',
            className: 'justify-end max-lg:col-span-2 max-lg:empty:hidden',
            cell: (incident: Incident) =>
              incident.open > 0 && !isReplaying(incident) ? (
                <Button size="sm" onClick={() => onReplay(incident)} className="relative z-1 max-lg:w-full">
                  <RotateCw size={13} aria-hidden /> Canary replay
                </Button>
              ) : null,
          },
        ]
      : []),
  ];
}

function Cause({ incident, href }: { incident: Incident; href: string }) {
  const { replay } = incident;
  const standing = replay && (isReplaying(incident) || incident.open > 0) ? replayStanding(replay) : null;
  return (
    <span className="flex min-w-0 items-start gap-2 py-1.5">
      <StateIcon state={incident.status === 'open' ? 'failed' : 'succeeded'} className="mt-[3px]" />
      <span className="flex min-w-0 flex-col">
        <Link
          href={href}
          prefetch={false}
          title={incident.title}
          className="truncate font-medium outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:outline-focus focus-visible:after:-outline-offset-2 max-lg:line-clamp-2 max-lg:whitespace-normal max-lg:[overflow-wrap:anywhere]"
        >
          {incident.title}
        </Link>
        <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5 text-muted text-xs">
          <span>{placeText(incident)}</span>
          <span className="lg:hidden">{plural(incident.runs, 'run')}</span>
          {incident.regressed ? <Badge tone="warn">regressed</Badge> : null}
          {standing ? (
            <span className="inline-flex items-center gap-1">
              <StateIcon state={standing.state} size={12} decorative />
              {standing.text}
              {replay && replay.replayed > 0 && isReplaying(incident) ? (
                <span className="num">
                  {formatCount(replay.replayed)} of {formatCount(replay.total)}
                </span>
              ) : null}
            </span>
          ) : null}
        </span>
      </span>
    </span>
  );
}
