import { cn } from './cn';

/** A grey shape where something will be. It shows only after 150 ms, so that a quick answer does not flicker. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span aria-hidden data-skeleton className="block animate-late">
      <span className={cn('block h-3.5 animate-shimmer rounded-sm bg-line', className)} />
    </span>
  );
}
