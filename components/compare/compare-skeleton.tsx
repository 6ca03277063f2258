import { PageHeader } from '@/components/ui/page-header';
import { Skeleton } from '@/components/ui/skeleton';

export function CompareSkeleton() {
  return (
    <>
      <PageHeader title="Compare" />
      <div className="grid gap-5 p-5">
        <div className="grid gap-3 sm:grid-cols-2">
          <Skeleton className="h-24" />
          <Skeleton className="h-24" />
        </div>
        <Skeleton className="h-48" />
      </div>
    </>
  );
}
