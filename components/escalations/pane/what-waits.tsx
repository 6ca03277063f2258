'use client';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { GraphPicture } from '@/components/graph-picture/graph-picture';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import type { EscalationView } from '@/lib/contracts/escalation';
import { plural } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { waitingPicture } from './waiting-picture';

/** The run's graph with what is asked about and what waits behind it. */
export function WhatWaits({ escalation }: { escalation: Pick<EscalationView, 'runId' | 'taskKey' | 'subject'> }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.runs.get.queryOptions({ runId: escalation.runId }, { staleTime: 15_000 }));
  const drawn = useMemo(() => (query.data ? waitingPicture(query.data.tasks, escalation.taskKey) : null), [query.data, escalation.taskKey]);
  if (query.isError) {
    return (
      <ErrorState title="Could not load the run" className="py-8" onRetry={() => void query.refetch()} retrying={query.isFetching}>
        {explainError(readError(query.error))}
      </ErrorState>
    );
  }
  if (!drawn) {
    return (
      <div className="p-3">
        <Skeleton className="h-40" />
      </div>
    );
  }
  const { picture, hidden } = drawn;
  // Only a task, or the budget of all of them, holds anything up.
  const waits = escalation.taskKey !== null || escalation.subject === 'budget' ? drawn.waits : [];
  const about = escalation.taskKey ?? (escalation.subject === 'budget' ? 'the whole run' : 'this question');
  const label =
    waits.length > 0
      ? `${plural(waits.length, 'task')} ${waits.length === 1 ? 'waits' : 'wait'} behind ${about}`
      : `Nothing waits behind ${about}`;
  return (
    <div className="grid gap-2 p-3">
      <p className="text-muted">
        {label}
        {waits.length > 0 ? (escalation.taskKey === null ? '.' : '; the rest of the run goes on.') : '.'}
      </p>
      <GraphPicture picture={picture} label={label} className="max-h-96 rounded-md border border-line bg-canvas p-2" />
      {hidden > 0 ? <p className="text-faint text-xs">Drawn is what stands beside it; {plural(hidden, 'task')} are not.</p> : null}
    </div>
  );
}
