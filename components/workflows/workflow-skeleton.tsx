import { Skeleton } from '@/components/ui/skeleton';

export function WorkflowSkeleton() {
  return (
    <div role="status" aria-label="Loading the workflow" className="flex-1">
      <div className="grid gap-2 border-line border-b bg-surface px-4 py-4 sm:px-5">
        <Skeleton className="w-24" />
        <Skeleton className="h-6 w-64" />
        <Skeleton className="w-2/5" />
      </div>
      <div className="grid max-w-[720px] gap-4 px-4 py-5 sm:px-5">
        <Skeleton className="h-8" />
        <Skeleton className="h-8" />
        <Skeleton className="h-24" />
      </div>
    </div>
  );
}
