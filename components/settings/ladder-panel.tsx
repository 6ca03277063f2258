'use client';
import { useQuery } from '@tanstack/react-query';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { LadderForm } from './ladder-form';
import { Panel } from './panel';

/** Who is asked when, and what happens where nobody decides. */
export function LadderPanel() {
  const trpc = useTRPC();
  const settings = useQuery(trpc.settings.escalations.queryOptions());
  const content = () => {
    if (settings.data) return <LadderForm settings={settings.data} />;
    if (!settings.isError) return <Skeleton className="h-96" />;
    return (
      <ErrorState title="Could not load the settings" onRetry={() => void settings.refetch()} retrying={settings.isFetching}>
        {explainError(readError(settings.error))}
      </ErrorState>
    );
  };
  return <Panel label="Escalations">{content()}</Panel>;
}
