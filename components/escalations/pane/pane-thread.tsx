import { CircleHelp, Clock, CornerUpRight, Gavel, type LucideIcon, MessageSquare, Undo2, UserRound } from 'lucide-react';
import { RelativeTime } from '@/components/ui/relative-time';
import type { EscalationEntry } from '@/lib/contracts/escalation';
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
export function PaneThread({ entries }: { entries: readonly EscalationEntry[] }) {
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
    </ol>
  );
}
