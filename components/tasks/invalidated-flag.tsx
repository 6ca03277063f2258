import { Flag } from 'lucide-react';
import { cn } from '@/components/ui/cn';

const WHY = 'What it builds on has changed since: its result stands on the old work.';

/** Marks a task that stands on work which has been done anew since. */
export function InvalidatedFlag({ className }: { className?: string }) {
  return (
    <span className={cn('inline-flex items-center gap-1 whitespace-nowrap text-waiting', className)} title={WHY}>
      <Flag size={11} aria-hidden className="shrink-0" />
      invalidated
    </span>
  );
}
