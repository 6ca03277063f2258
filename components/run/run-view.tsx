'use client';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { PeerAnnouncer } from '@/components/run-editor/presence/peer-announcer';
import { PresenceProvider } from '@/components/run-editor/presence/presence-provider';
import { SayWatching } from '@/components/run-editor/presence/say-watching';
import { useEarlyGraph } from '@/components/run-editor/use-base-graph';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { explainError, readError } from '@/lib/query/read-error';
import { RunBody } from './run-body';
import { RunHeader } from './run-header';
import { GraphSkeleton, RunSkeleton } from './run-skeleton';
import { isEditable, isPlanReview } from './run-status';
import { useRunUrl } from './run-url';
import { useRun } from './use-run';
import { useRunControl } from './use-run-control';
import { useRunTail } from './use-run-tail';

const PlanReview = dynamic(() => import('@/components/plan/plan-review').then((module) => module.PlanReview), {
  ssr: false,
  loading: GraphSkeleton,
});

const RunEditor = dynamic(() => import('@/components/run-editor/run-editor'), { ssr: false, loading: GraphSkeleton });

/** The page of one run: loaded once, then kept in step with its log. */
export function RunView({ runId }: { runId: string }) {
  const query = useRun(runId);
  useRunTail(runId);
  const control = useRunControl(runId);
  const [url, setUrl] = useRunUrl();
  useEarlyGraph(runId, url.edit === '1');
  const run = query.data;
  const editing = run !== undefined && url.edit === 'plan' && isPlanReview(run);
  const editingGraph = run !== undefined && url.edit === '1' && isEditable(run);
  if (run) {
    return (
      <PresenceProvider runId={run.id}>
        <RunHeader run={run} />
        {editing ? (
          <PlanReview
            run={run}
            onClose={() => void setUrl({ edit: null })}
            onApprove={() => {
              control.resume();
              void setUrl({ edit: null });
            }}
          />
        ) : editingGraph ? (
          <RunEditor run={run} openKey={url.task} onClose={() => void setUrl({ edit: null })} />
        ) : (
          <RunBody run={run} />
        )}
        {editingGraph ? null : <SayWatching taskKey={url.task} />}
        <PeerAnnouncer tasks={run.tasks} editing={editingGraph} />
      </PresenceProvider>
    );
  }
  if (!query.isError) return <RunSkeleton />;
  const error = readError(query.error);
  const gone = error.code === 'not_found' || error.code === 'invalid_input';
  return (
    <ErrorState
      title={gone ? 'There is no such run' : 'Could not load the run'}
      onRetry={gone ? undefined : () => void query.refetch()}
      retrying={query.isFetching}
      action={
        <Button asChild>
          <Link href="/runs">All runs</Link>
        </Button>
      }
    >
      {gone ? 'The address may be wrong, or the run was deleted.' : explainError(error)}
    </ErrorState>
  );
}
