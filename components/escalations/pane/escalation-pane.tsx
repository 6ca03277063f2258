'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type Ref, useState } from 'react';
import { useMe } from '@/components/runs/use-me';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import type { DecideEscalation } from '@/lib/contracts/escalation';
import { explainError, readError } from '@/lib/query/read-error';
import { useListLive } from '@/lib/realtime/use-run-live';
import { useTRPC } from '@/lib/trpc/context';
import { saveNote } from '../note-draft';
import { readEvidence } from '../read-evidence';
import { EvidenceCard } from './evidence-card';
import { OutcomeCard } from './outcome-card';
import { type OpenForm, PaneActions } from './pane-actions';
import { PaneFacts } from './pane-facts';
import { PaneHeader } from './pane-header';
import { RevokeBar } from './revoke-bar';
import { standingOf } from './standing';

/** The live line says when to read again; this is for one that dropped. */
const LIVE_MS = 15_000;

interface EscalationPaneProps {
  id: string;
  /** Takes a decision in the pane's place: the inbox holds it back for its undo. */
  onDecide?: (decision: DecideEscalation) => void;
  /** After a decision that the pane has sent itself. */
  onDecided?: () => void;
  paneRef?: Ref<HTMLElement>;
}

/** One question with its evidence, which scrolls, and the answers, which are always in sight. Give it the escalation's id as its key. */
export function EscalationPane({ id, onDecide, onDecided, paneRef }: EscalationPaneProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const client = useQueryClient();
  const me = useMe();
  const [form, setForm] = useState<OpenForm | null>(null);
  const query = useQuery(trpc.escalations.get.queryOptions({ escalationId: id }, { refetchInterval: LIVE_MS }));
  const escalation = query.data;
  useListLive((runIds) => {
    if (escalation && runIds !== 'all' && !runIds.includes(escalation.runId)) return;
    // What was masked may be shown now.
    if (escalation?.type === 'sensitive_data') void client.invalidateQueries(trpc.artifacts.get.pathFilter());
    return client.invalidateQueries(trpc.escalations.get.queryFilter({ escalationId: id }));
  });
  if (!escalation || !me) {
    if (!query.isError) return <PaneSkeleton />;
    const error = readError(query.error);
    const isGone = error.code === 'not_found' || error.code === 'invalid_input';
    return (
      <ErrorState
        title={isGone ? 'There is no such escalation' : 'Could not load the escalation'}
        onRetry={isGone ? undefined : () => void query.refetch()}
        retrying={query.isFetching}
        action={isGone ? <Button onClick={() => router.back()}>Back</Button> : undefined}
      >
        {isGone ? 'The address may be wrong, or its run is older than the settings keep them.' : explainError(error)}
      </ErrorState>
    );
  }
  const evidence = readEvidence(escalation);
  const mayAnswer = escalation.status === 'OPEN' && standingOf(escalation, me).mayApprove;
  const answer = (words: string) => {
    saveNote(id, words);
    setForm('APPROVED');
  };
  return (
    <article
      ref={paneRef}
      tabIndex={-1}
      aria-label={escalation.title}
      data-testid="escalation-pane"
      className="flex min-h-0 min-w-0 flex-1 flex-col bg-canvas outline-none"
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long evidence scrolls, by keyboard too */}
      <section tabIndex={0} aria-label="Question" className="scroll-quiet min-h-0 flex-1 overflow-y-auto -outline-offset-2">
        <div className="mx-auto grid max-w-[980px] grid-cols-[minmax(0,1fr)] gap-4 px-4 py-5 sm:px-7">
          <PaneHeader escalation={escalation} />
          {escalation.status === 'OPEN' ? null : <OutcomeCard escalation={escalation} />}
          <PaneFacts escalation={escalation} evidence={evidence} />
          <EvidenceCard escalation={escalation} evidence={evidence} onAnswer={mayAnswer ? answer : null} />
        </div>
      </section>
      {escalation.status === 'OPEN' ? (
        <PaneActions escalation={escalation} me={me} form={form} onForm={setForm} onDecide={onDecide} onDecided={onDecided} />
      ) : (
        <RevokeBar escalation={escalation} me={me} form={form} onForm={setForm} />
      )}
    </article>
  );
}

export function PaneSkeleton() {
  return (
    <div role="status" aria-label="Loading the escalation" className="grid flex-1 content-start gap-3 bg-canvas px-4 py-6 sm:px-7">
      <Skeleton className="w-40" />
      <Skeleton className="h-6 w-3/4" />
      <Skeleton className="w-2/3" />
      <Skeleton className="h-16" />
      <Skeleton className="h-64" />
    </div>
  );
}
