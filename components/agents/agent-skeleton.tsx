import { Skeleton } from '@/components/ui/skeleton';

/** The head of a role's page, its prompt, and the column beside it. */
export function AgentSkeleton() {
  return (
    <div role="status" aria-label="Loading the agent" className="flex-1">
      <div className="grid gap-2 border-line border-b bg-surface px-4 py-4 sm:px-5">
        <Skeleton className="w-16" />
        <Skeleton className="h-6 w-64" />
        <Skeleton className="w-72" />
      </div>
      <div className="grid max-w-[1120px] gap-5 px-4 py-5 sm:px-5 lg:grid-cols-[minmax(0,1fr)_300px]">
        <Skeleton className="h-[420px] lg:h-[580px]" />
        <div className="grid content-start gap-4">
          <Skeleton className="h-12" />
          <Skeleton className="h-16" />
          <Skeleton className="h-16" />
          <Skeleton className="h-40" />
        </div>
      </div>
    </div>
  );
}
