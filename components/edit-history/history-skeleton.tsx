import { Skeleton } from '@/components/ui/skeleton';

/** Three edits to come. */
export function HistorySkeleton() {
  return (
    <div aria-hidden className="grid gap-2">
      {[0, 1, 2].map((index) => (
        <div key={index} className="grid gap-2 rounded-lg border border-line bg-surface px-3 py-3">
          <Skeleton className="w-48" />
          <Skeleton className="w-80 max-w-full" />
        </div>
      ))}
    </div>
  );
}
