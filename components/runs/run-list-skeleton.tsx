import { Skeleton } from '@/components/ui/skeleton';

const ROWS = ['w-3/5', 'w-2/5', 'w-1/2', 'w-2/3', 'w-1/3', 'w-1/2', 'w-3/5', 'w-2/5'];

/** The list's own shape, so that nothing moves when the runs arrive. */
export function RunListSkeleton() {
  return (
    <div role="status" aria-label="Loading runs" className="flex-1 overflow-hidden bg-surface">
      <div className="h-8 border-line border-b max-lg:hidden" />
      {ROWS.map((width, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
          key={index}
          className="grid h-10 items-center gap-x-4 border-line border-b px-4 max-lg:h-16 max-lg:content-center max-lg:gap-y-2.5 max-sm:h-[86px] max-lg:[&>:nth-child(1)]:hidden max-lg:[&>:nth-child(n+4):nth-child(-n+6)]:hidden lg:grid-cols-[20px_148px_minmax(0,1fr)_116px_252px_88px_80px] sm:px-5"
        >
          <Skeleton className="size-4" />
          <Skeleton className="w-20" />
          <Skeleton className={width} />
          <Skeleton />
          <Skeleton />
          <Skeleton />
          <Skeleton className="w-2/5 lg:w-full" />
        </div>
      ))}
    </div>
  );
}
