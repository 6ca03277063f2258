import { CircleHelp, Clock, CornerUpRight, Ellipsis, Gavel, type LucideIcon, MessageSquare, Undo2, UserRound } from 'lucide-react';
import { RelativeTime } from '@/components/ui/relative-time';
import type { EscalationDetail, EscalationEntry } from '@/lib/contracts/escalation';
import { entryWords } from './entry-words';

const ICONS: Record<EscalationEntry['kind'], LucideIcon> = {
  opened: CircleHelp,
  tier: CornerUpRight,
  consulted: MessageSquare,
  asked: CircleHelp,
  answered: MessageSquare,
  vote: Gavel,
  assigned: UserRound,
  delegated: UserRound,
  snoozed: Clock,
  woken: Clock,
  decided: Gavel,
  revoked: Undo2,
  note: MessageSquare,
};

/** What was said and done about an escalation, by agents, people and the clock, oldest first. */
export function PaneThread({ entries, asking }: Pick<EscalationDetail, 'entries' | 'asking'>) {
  return (
    <ol aria-label="Conversation" className="grid gap-3 p-3">
      {entries.map((entry) => {
        const { who, what } = entryWords(entry);
        const Icon = ICONS[entry.kind];
        return (
          <li key={entry.id} data-testid="escalation-entry" className="flex gap-2.5">
            <Icon size={14} aria-hidden className="mt-[3px] shrink-0 text-faint" />
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap gap-x-2">
                <span className="min-w-0 [overflow-wrap:anywhere]">
                  <strong className="font-semibold">{who}</strong> {what}
                </span>
                <RelativeTime at={entry.at} className="text-faint text-xs leading-[19px]" />
              </p>
              {entry.body ? <p className="mt-0.5 whitespace-pre-wrap text-muted [overflow-wrap:anywhere]">{entry.body}</p> : null}
            </div>
          </li>
        );
      })}
      {asking ? (
        <li data-testid="escalation-asking" className="flex gap-2.5 text-muted">
          <Ellipsis size={14} aria-hidden className="mt-[3px] shrink-0 text-faint" />
          <div className="min-w-0 flex-1">
            <p>
              <strong className="font-semibold">{asking.role}</strong>{' '}
              {asking.kind === 'judge' ? 'is being asked' : 'is asked for an answer'}
              {asking.tries > 1 ? ` (try ${asking.tries})` : ''}
            </p>
            {asking.lastError ? <p className="mt-0.5 text-xs [overflow-wrap:anywhere]">Last time: {asking.lastError}</p> : null}
          </div>
        </li>
      ) : null}
    </ol>
  );
}
