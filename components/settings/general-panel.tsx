'use client';
import { useQuery } from '@tanstack/react-query';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { EnvironmentTable } from './environment-table';
import { GeneralForm } from './general-form';

/** What holds for the whole installation, and what the environment gave it. */
export function GeneralPanel() {
  const trpc = useTRPC();
  const settings = useQuery(trpc.settings.general.queryOptions());
  const content = () => {
    if (settings.data) {
      return (
        <>
          <GeneralForm settings={settings.data} />
          <EnvironmentTable facts={settings.data.environment} />
        </>
      );
    }
    if (settings.isError) {
      return (
        <ErrorState title="Could not load the settings" onRetry={() => void settings.refetch()} retrying={settings.isFetching}>
          {explainError(readError(settings.error))}
        </ErrorState>
      );
    }
    return <Skeleton className="h-72" />;
  };
  return (
    <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
      <div className="grid max-w-[960px] gap-8 px-4 py-5 sm:px-5">{content()}</div>
    </div>
  );
}
