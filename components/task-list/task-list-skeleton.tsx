import { Skeleton } from '@/components/ui/skeleton';

const ROWS = ['w-3/5', 'w-2/5', 'w-1/2', 'w-2/3', 'w-1/3', 'w-1/2', 'w-3/5', 'w-2/5'];

export function TaskListSkeleton() {
  return (
    <div role="status" aria-label="Loading tasks" className="flex-1 overflow-hidden bg-surface">
      <div className="h-8 border-line border-b max-lg:hidden" />
      {ROWS.map((width, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
          key={index}
          className="grid h-10 grid-cols-[136px_minmax(0,1fr)] items-center gap-x-4 border-line border-b px-4 max-lg:h-[88px] max-lg:grid-cols-1 max-lg:content-center max-lg:gap-y-2.5 sm:px-5"
        >
          <Skeleton className="w-20" />
          <Skeleton className={width} />
        </div>
      ))}
    </div>
  );
}
