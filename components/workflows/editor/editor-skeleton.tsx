import { Skeleton } from '@/components/ui/skeleton';

export function EditorSkeleton() {
  return (
    <div role="status" aria-label="Loading the workflow" className="grid max-w-[960px] gap-5 px-4 py-5 sm:px-5">
      <Skeleton className="h-8" />
      <Skeleton className="h-20" />
      <Skeleton className="h-32" />
      <Skeleton className="h-48" />
    </div>
  );
}
