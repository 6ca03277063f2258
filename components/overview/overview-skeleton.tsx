import { Skeleton } from '@/components/ui/skeleton';

const FIGURES = ['a', 'b', 'c', 'd'];
const panel = 'rounded-lg border border-line bg-surface p-4';

/** The page's own shape, so that nothing moves when the figures arrive. */
export function OverviewSkeleton() {
  return (
    <div role="status" aria-label="Loading the overview" className="grid gap-3 overflow-hidden px-4 pb-6 sm:px-5">
      <div className="flex min-h-9 items-center">
        <Skeleton className="w-48" />
      </div>
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        {FIGURES.map((key) => (
          <div key={key} className={`${panel} grid h-[137px] content-start lg:h-[119px] gap-2`}>
            <Skeleton className="w-1/3" />
            <Skeleton className="h-6 w-1/2" />
          </div>
        ))}
      </div>
      <div className="grid gap-3 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className={`${panel} h-72`}>
          <Skeleton className="w-1/4" />
        </div>
        <div className={`${panel} h-72`}>
          <Skeleton className="w-1/3" />
        </div>
      </div>
      <div className="grid gap-3 lg:grid-cols-2">
        <div className={`${panel} h-72`}>
          <Skeleton className="w-1/4" />
        </div>
        <div className={`${panel} h-72`}>
          <Skeleton className="w-1/4" />
        </div>
      </div>
    </div>
  );
}
