'use client';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useMe } from '@/components/runs/use-me';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import { explainError, readError } from '@/lib/query/read-error';
import { IncidentHeader } from './incident-header';
import { IncidentLetters } from './incident-letters';
import { ReplayProgress } from './replay-progress';
import { useIncidentUrl } from './use-incident-url';
import { useLetterActions } from './use-letter-actions';
import { useIncident } from './use-letters';
import { useTriage } from './use-triage';

const ReplayDialog = dynamic(() => import('./replay-dialog').then((module) => module.ReplayDialog), { ssr: false });
const CloseDialog = dynamic(() => import('./close-dialog').then((module) => module.CloseDialog), { ssr: false });

/** One cause, its letters, and one letter's evidence. */
export function IncidentPage({ fingerprint }: { fingerprint: string }) {
  const query = useIncident(fingerprint);
  const url = useIncidentUrl(fingerprint);
  const mayWrite = useMe()?.permissions.includes('runs.write') ?? false;
  const actions = useLetterActions();
  const incident = query.data;
  const triage = useTriage({ incident, url, mayWrite, actions });
  if (!incident) {
    if (!query.isError) return <IncidentSkeleton />;
    const error = readError(query.error);
    const isGone = error.code === 'not_found' || error.code === 'invalid_input';
    return (
      <ErrorState
        title={isGone ? 'There is no such incident' : 'Could not load the incident'}
        onRetry={isGone ? undefined : () => void query.refetch()}
        retrying={query.isFetching}
        action={
          <Button asChild>
            <Link href="/dead-letters">All dead letters</Link>
          </Button>
        }
      >
        {isGone ? 'The address may be wrong, or its letters are older than the settings keep them.' : explainError(error)}
      </ErrorState>
    );
  }
  const { replay } = incident;
  const { asking, close } = triage;
  return (
    <>
      {/* On a phone an open letter is a page of its own. */}
      <div className={url.letter === null ? undefined : 'max-lg:hidden'}>
        <IncidentHeader incident={incident} onAsk={mayWrite ? triage.askAll : null} backHref={url.backHref} />
        {replay ? (
          <ReplayProgress
            replay={replay}
            canaryHref={replay.canaryLetterId ? url.hrefOf(replay.canaryLetterId) : null}
            onStop={
              mayWrite && (replay.status === 'canary' || replay.status === 'rolling') ? () => void actions.stopReplay(fingerprint) : null
            }
            busy={actions.doing !== null}
          />
        ) : null}
      </div>
      <IncidentLetters incident={incident} url={url} mayWrite={mayWrite} triage={triage} />
      {asking?.about === 'replay' ? <ReplayDialog target={asking.target} onClose={close} onDone={triage.onReplayed} /> : null}
      {asking && asking.about !== 'replay' ? (
        <CloseDialog verb={asking.about} target={asking.target} onClose={close} onDone={triage.onClosed} />
      ) : null}
    </>
  );
}

export function IncidentSkeleton() {
  return (
    <div role="status" aria-label="Loading the incident" className="grid flex-1 content-start gap-3 bg-surface p-5">
      <Skeleton className="w-24" />
      <Skeleton className="w-2/3" />
      <Skeleton className="w-1/3" />
      <Skeleton className="h-64" />
    </div>
  );
}
