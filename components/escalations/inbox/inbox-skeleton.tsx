import { Skeleton } from '@/components/ui/skeleton';

const ROWS = ['w-3/5', 'w-2/5', 'w-1/2', 'w-2/3', 'w-1/3'];

export function InboxRowsSkeleton() {
  return (
    <div role="status" aria-label="Loading the inbox" className="min-h-0 flex-1 overflow-hidden">
      <div className="h-[29px] border-line border-b bg-sunken" />
      {ROWS.map((width) => (
        <div key={width} className="grid h-[61px] content-center gap-2 border-line border-b px-4">
          <Skeleton className={width} />
          <Skeleton className="w-32" />
        </div>
      ))}
    </div>
  );
}

/** The page before its script is there. */
export function InboxSkeleton() {
  return (
    <div className="grid min-h-0 flex-1 lg:grid-cols-[392px_minmax(0,1fr)]">
      <div className="flex min-h-0 flex-col border-line bg-surface lg:border-r">
        <div className="h-[132px] border-line border-b px-4 pt-3.5">
          <h1 className="text-xl leading-7">Inbox</h1>
        </div>
        <InboxRowsSkeleton />
      </div>
    </div>
  );
}
