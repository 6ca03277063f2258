'use client';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { explainError, readError } from '@/lib/query/read-error';
import { RunBody } from './run-body';
import { RunHeader } from './run-header';
import { RunSkeleton } from './run-skeleton';
import { useRun } from './use-run';
import { useRunTail } from './use-run-tail';

/** The page of one run: loaded once, then kept in step with its log. */
export function RunView({ runId }: { runId: string }) {
  const query = useRun(runId);
  useRunTail(runId);
  const run = query.data;
  if (run) {
    return (
      <>
        <RunHeader run={run} />
        <RunBody run={run} />
      </>
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
