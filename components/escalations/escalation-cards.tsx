'use client';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { RelativeTime } from '@/components/ui/relative-time';
import { StateIcon } from '@/components/ui/state-icon';
import type { EscalationView } from '@/lib/contracts/escalation';
import type { RunDetail } from '@/lib/contracts/run';
import { plural } from '@/lib/format/count';
import { useTRPC } from '@/lib/trpc/context';
import { EscalationCard } from './escalation-card';
import { pathSize } from './path-size';

/** The log says when to read again; this is for a line that dropped it. */
const LIVE_MS = 15_000;
const MOST = 50;

interface EscalationCardsProps {
  run: Pick<RunDetail, 'id' | 'tasks'>;
  /** Of one task only, where it is open. */
  taskKey?: string;
  /** Left out here: it is asked about elsewhere. */
  except?: string | null;
  className: string;
  onOpenArtifact: (id: string) => void;
  onOpenTask?: (key: string) => void;
}

/** What waits for a decision: the first in full, the others a line each. What is decided elsewhere goes at once. */
export function EscalationCards({ run, taskKey, except = null, className, onOpenArtifact, onOpenTask }: EscalationCardsProps) {
  const trpc = useTRPC();
  const list = useQuery(
    trpc.escalations.list.queryOptions({ runId: run.id, status: 'OPEN', limit: MOST }, { refetchInterval: LIVE_MS, staleTime: 0 }),
  );
  const me = useQuery(trpc.system.me.queryOptions(undefined, { staleTime: 60_000 })).data;
  const [chosen, setChosen] = useState<string | null>(null);
  const section = useRef<HTMLElement>(null);
  const waiting = new Set(run.tasks.filter((task) => task.waitingFor === 'decision').map((task) => task.key));
  // Oldest first; a task that no longer waits has been decided about.
  const open = (list.data?.items ?? [])
    .filter((one) => one.taskKey !== null && waiting.has(one.taskKey) && one.taskKey !== except && (!taskKey || one.taskKey === taskKey))
    .reverse();
  if (open.length === 0) return null;
  const shown = open.find((one) => one.id === chosen) ?? open[0];
  return (
    <section ref={section} tabIndex={-1} aria-label="Waits for a decision" className={className}>
      {open.length > 1 ? (
        <p className="text-muted text-xs" role="status">
          {plural(open.length, 'decision')} wait
        </p>
      ) : null}
      {open.map((escalation) =>
        escalation.id === shown?.id ? (
          <EscalationCard
            key={escalation.id}
            escalation={escalation}
            answers={answersOf(run, escalation)}
            me={me}
            onOpenArtifact={onOpenArtifact}
            onOpen={onOpenTask && escalation.taskKey ? () => onOpenTask(escalation.taskKey ?? '') : undefined}
            onDecided={() => section.current?.focus()}
          />
        ) : (
          <button
            key={escalation.id}
            type="button"
            aria-expanded={false}
            onClick={() => setChosen(escalation.id)}
            className="flex min-h-8 items-center gap-2 rounded-md border border-waiting/40 bg-waiting-soft px-3 py-1 text-left hover:border-waiting pointer-coarse:min-h-10"
          >
            <StateIcon state="waiting" decorative />
            <span className="min-w-0 flex-1 truncate font-medium text-sm">{escalation.title}</span>
            <span className="shrink-0 text-muted text-xs">
              <RelativeTime at={escalation.createdAt} />
            </span>
          </button>
        ),
      )}
    </section>
  );
}

function answersOf(run: Pick<RunDetail, 'tasks'>, { taskKey }: EscalationView) {
  const task = run.tasks.find((one) => one.key === taskKey);
  if (task?.kind !== 'branch') return { approve: 'Approve', reject: 'Reject', isBranch: false };
  const words = (way: boolean) => plural(pathSize(run.tasks, task.key, way), 'task');
  return { approve: `Take the true path: ${words(true)}`, reject: `Take the false path: ${words(false)}`, isBranch: true };
}
