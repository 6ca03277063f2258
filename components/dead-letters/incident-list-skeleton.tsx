import { Skeleton } from '@/components/ui/skeleton';

const ROWS = ['w-3/5', 'w-2/5', 'w-1/2', 'w-2/3'];

export function IncidentListSkeleton() {
  return (
    <div role="status" aria-label="Loading incidents" className="flex-1 overflow-hidden bg-surface">
      <div className="h-8 border-line border-b max-lg:hidden" />
      {ROWS.map((width) => (
        <div key={width} className="grid h-[52px] content-center gap-2 border-line border-b px-4 max-lg:h-[96px] sm:px-5">
          <Skeleton className={width} />
          <Skeleton className="w-32" />
        </div>
      ))}
    </div>
  );
}
