'use client';
import { useQuery } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { Skeleton } from '@/components/ui/skeleton';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { EditPictures } from './edit-pictures';

/** The pictures of one edit, fetched when it is opened. What is past does not change. */
export function OpenEdit({ runId, version }: { runId: string; version: number }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.edits.get.queryOptions({ runId, version }, { staleTime: 300_000 }));
  if (query.data) return <EditPictures edit={query.data} />;
  if (query.isError) {
    return (
      <p role="alert" className="flex flex-wrap items-center gap-2 text-failed text-sm">
        The pictures could not be loaded. {explainError(readError(query.error))}
        <Button size="sm" onClick={() => void query.refetch()} busy={query.isFetching}>
          Try again
        </Button>
      </p>
    );
  }
  return (
    <div className="grid gap-3 xl:grid-cols-2">
      <Skeleton className="h-40" />
      <Skeleton className="h-40" />
    </div>
  );
}
