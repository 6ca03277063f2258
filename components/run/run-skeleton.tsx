import { Skeleton } from '@/components/ui/skeleton';

/** The shape of the run page while it loads. */
export function RunSkeleton() {
  return (
    <div className="flex h-full min-h-0 flex-col" aria-hidden>
      <div className="grid gap-2.5 border-line border-b bg-surface px-4 pt-4 pb-3 sm:px-5">
        <div className="w-32">
          <Skeleton />
        </div>
        <div className="w-80 max-w-full">
          <Skeleton className="h-5" />
        </div>
        <div className="w-56 pt-3">
          <Skeleton />
        </div>
      </div>
      <GraphSkeleton />
    </div>
  );
}

export function GraphSkeleton() {
  return (
    <div className="grid h-full min-h-0 flex-1 place-items-center bg-canvas">
      <div className="flex items-center gap-10">
        <div className="w-40">
          <Skeleton className="h-13 rounded-lg" />
        </div>
        <div className="grid w-40 gap-6">
          <Skeleton className="h-13 rounded-lg" />
          <Skeleton className="h-13 rounded-lg" />
          <Skeleton className="h-13 rounded-lg" />
        </div>
        <div className="w-40 max-md:hidden">
          <Skeleton className="h-13 rounded-lg" />
        </div>
      </div>
    </div>
  );
}
