import { RotateCw } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Sparkline } from '@/components/charts/sparkline';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { RelativeTime } from '@/components/ui/relative-time';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { StateLabel } from '@/components/ui/state-label';
import type { Incident } from '@/lib/contracts/dead-letter';
import { formatCount, plural } from '@/lib/format/count';
import { isReplaying, placeText } from './letter-words';

interface IncidentHeaderProps {
  incident: Incident;
  /** Null: the viewer may not. */
  onAsk: ((about: 'replay' | 'resolve' | 'discard') => void) | null;
  /** Where the list of incidents stands as it was left. */
  backHref: string;
}

/** One cause: what it is, how often, since when, and what can be done to all of it. */
export function IncidentHeader({ incident, onAsk, backHref }: IncidentHeaderProps) {
  const isOpen = incident.status === 'open';
  return (
    <header className="bg-surface px-4 pt-3 pb-3 sm:px-5">
      <div className="flex items-center gap-1.5 text-faint text-xs">
        <Link href={backHref} className="rounded-sm hover:text-fg pointer-coarse:py-1.5">
          Dead letters
        </Link>
        <span aria-hidden>/</span>
        <code title={incident.fingerprint}>{incident.fingerprint.slice(0, 8)}</code>
      </div>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2.5">
        <div className="min-w-0 flex-[1_1_360px]">
          <h1 title={incident.title} className="line-clamp-2 text-lg leading-6 [overflow-wrap:anywhere]">
            {incident.title}
          </h1>
          <p className="mt-1 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-muted text-xs">
            <StateLabel
              state={isOpen ? 'failed' : 'succeeded'}
              text={isOpen ? (incident.open > 0 ? 'Open' : 'Being replayed') : 'Closed'}
            />
            <span>{placeText(incident)}</span>
            <code>{incident.code}</code>
            {incident.regressed ? (
              <Badge tone="warn" title="It was closed, and came back.">
                regressed
              </Badge>
            ) : null}
          </p>
        </div>
        <dl className="flex flex-wrap items-start gap-x-5 gap-y-1.5">
          <Fact label="Open">
            <span className={incident.open > 0 ? 'text-failed' : ''}>{formatCount(incident.open)}</span>
            <span className="font-normal text-faint"> of {formatCount(incident.total)}</span>
          </Fact>
          <Fact label="Runs">{formatCount(incident.runs)}</Fact>
          <Fact label="First seen">
            <RelativeTime at={incident.firstSeenAt} />
          </Fact>
          <Fact label="Last seen">
            <RelativeTime at={incident.lastSeenAt} />
          </Fact>
          <div className="w-24 text-failed max-sm:hidden">
            <Sparkline values={incident.sparkline.counts} className="h-8" />
          </div>
        </dl>
        {onAsk && incident.open > 0 ? (
          <div className="flex flex-wrap items-center gap-2 max-sm:w-full">
            {isReplaying(incident) ? null : (
              <Button variant="primary" onClick={() => onAsk('replay')} className="max-sm:flex-1">
                <RotateCw size={14} aria-hidden /> Canary replay
                <ShortcutHint keys="shift+r" />
              </Button>
            )}
            <Button
              onClick={() => onAsk('resolve')}
              className="max-sm:flex-1"
              aria-label={`Resolve all ${plural(incident.open, 'open letter')}`}
            >
              Resolve all
            </Button>
            <Button
              variant="danger"
              onClick={() => onAsk('discard')}
              className="max-sm:flex-1"
              aria-label={`Discard all ${plural(incident.open, 'open letter')}`}
            >
              Discard all
            </Button>
          </div>
        ) : null}
      </div>
    </header>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-2xs text-faint">{label}</dt>
      <dd className="num font-semibold">{children}</dd>
    </div>
  );
}
