import { Skeleton } from '@/components/ui/skeleton';

const ROWS = ['w-2/5', 'w-1/3', 'w-1/2', 'w-1/4', 'w-2/5'];

export function WorkflowListSkeleton() {
  return (
    <div role="status" aria-label="Loading workflows" className="flex-1 overflow-hidden bg-surface">
      <div className="h-12 border-line border-y bg-canvas" />
      {ROWS.map((width, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
          key={index}
          className="grid h-[68px] content-center gap-2 border-line border-b px-4 sm:px-5"
        >
          <Skeleton className={width} />
          <Skeleton className="w-3/5" />
        </div>
      ))}
    </div>
  );
}
