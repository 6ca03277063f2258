'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { RelativeTime } from '@/components/ui/relative-time';
import { StateIcon } from '@/components/ui/state-icon';
import type { EscalationView } from '@/lib/contracts/escalation';
import type { RunDetail } from '@/lib/contracts/run';
import { plural } from '@/lib/format/count';
import { useTRPC } from '@/lib/trpc/context';
import { callerWords } from './escalation-words';
import { Countdown } from './pane/countdown';
import { useOpenEscalations } from './use-open-escalations';

const SHOWN = 2;

interface EscalationRowsProps {
  run: Pick<RunDetail, 'id' | 'status' | 'tasks'>;
  /** The task that is asked about elsewhere on the page. */
  openKey: string | null;
  onOpen: (escalation: EscalationView) => void;
}

/** What waits for a decision, a line each: the evidence and the answers come with a press. */
export function EscalationRows({ run, openKey, onOpen }: EscalationRowsProps) {
  const trpc = useTRPC();
  const open = useOpenEscalations(run);
  const me = useQuery(trpc.system.me.queryOptions(undefined, { staleTime: 60_000 })).data;
  const [all, setAll] = useState(false);
  if (open.length === 0) return null;
  const titles = new Map(run.tasks.map(({ key, title }) => [key, title]));
  const verb = me?.permissions.includes('escalations.decide') ? 'Decide' : 'Look';
  return (
    <section
      aria-label="Decisions that wait"
      className="scroll-quiet mt-2 grid max-h-[24vh] grid-cols-[minmax(0,1fr)] gap-1 overflow-y-auto rounded-md border border-waiting/50 bg-waiting-soft px-3 py-1"
    >
      <p role="status" className="sr-only">
        {plural(open.length, 'decision')} {open.length === 1 ? 'waits' : 'wait'}
      </p>
      {(all ? open : open.slice(0, SHOWN)).map((escalation) => (
        <div key={escalation.id} data-testid="escalation-row" className="flex min-w-0 items-center gap-2">
          <StateIcon state="waiting" decorative />
          <p className="flex min-w-0 flex-1 items-baseline gap-2">
            <span className="min-w-0 truncate font-semibold text-sm" title={escalation.title}>
              {escalation.title}
            </span>
            <TaskName escalation={escalation} title={titles.get(escalation.taskKey ?? '')} />
          </p>
          {escalation.assignedTo ? (
            <span title={`Assigned to ${escalation.assignedTo}`} className="shrink-0 text-muted text-xs max-sm:hidden">
              → {escalation.assignedTo.split('@')[0]}
            </span>
          ) : null}
          {escalation.priority === 'CRITICAL' || escalation.priority === 'HIGH' ? (
            <Badge tone={escalation.priority === 'CRITICAL' ? 'bad' : 'warn'} className="max-sm:hidden">
              {escalation.priority.toLowerCase()}
            </Badge>
          ) : null}
          {escalation.askedBack ? (
            <span
              title={`${callerWords(escalation.askedBack.by)} asked: ${escalation.askedBack.question}`}
              className="shrink-0 text-muted text-xs"
            >
              asked back
            </span>
          ) : escalation.deadlineAt ? (
            <Countdown at={escalation.deadlineAt} className="shrink-0 text-xs" />
          ) : (
            <span className="shrink-0 text-muted text-xs max-sm:hidden">
              asked <RelativeTime at={escalation.createdAt} />
            </span>
          )}
          <Button
            size="sm"
            data-decide
            aria-expanded={escalation.subject === 'ruling' ? escalation.taskKey === openKey : undefined}
            aria-label={`${verb}: ${escalation.title}`}
            onClick={() => onOpen(escalation)}
          >
            {verb}
          </Button>
        </div>
      ))}
      {open.length > SHOWN ? (
        <Button size="sm" variant="quiet" aria-expanded={all} onClick={() => setAll(!all)} className="justify-self-start">
          {all ? 'Show fewer' : `${open.length - SHOWN} more`}
        </Button>
      ) : null}
    </section>
  );
}

/** Only where the question does not name its task itself. */
function TaskName({ escalation, title }: { escalation: EscalationView; title: string | undefined }) {
  if (!title || escalation.title.includes(title)) return null;
  return <span className="shrink-[3] truncate text-muted text-xs max-sm:hidden">{title}</span>;
}
