'use client';
import { useRouter } from 'next/navigation';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { explainError, readError } from '@/lib/query/read-error';

interface AskGoneProps {
  query: { error: unknown; isFetching: boolean; refetch: () => unknown };
}

/** What cannot be read, and what may be done about it. */
export function AskGone({ query }: AskGoneProps) {
  const router = useRouter();
  const error = readError(query.error);
  const isGone = error.code === 'not_found' || error.code === 'invalid_input';
  return (
    <ErrorState
      title={isGone ? 'There is no such question' : 'Could not load the question'}
      onRetry={isGone ? undefined : () => void query.refetch()}
      retrying={query.isFetching}
      action={isGone ? <Button onClick={() => router.back()}>Back</Button> : undefined}
    >
      {isGone ? 'The address may be wrong, or its run is older than the settings keep them.' : explainError(error)}
    </ErrorState>
  );
}
