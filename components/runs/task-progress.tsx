import { cn } from '@/components/ui/cn';
import type { TaskCounts } from '@/lib/contracts/run';
import { plural } from '@/lib/format/count';

/** Parts of the bar from left to right; what is left of the track has not begun. */
const PARTS = [
  { ground: 'bg-succeeded', of: (counts: TaskCounts) => counts.succeeded },
  { ground: 'bg-skipped', of: (counts: TaskCounts) => counts.skipped + counts.cancelled },
  { ground: 'bg-failed', of: (counts: TaskCounts) => counts.failed },
  { ground: 'bg-running opacity-50', of: (counts: TaskCounts) => counts.running },
  { ground: 'bg-waiting', of: (counts: TaskCounts) => counts.waiting },
] as const;

/** Tasks that need nothing more: succeeded, or left out by the graph or a person. */
export const doneTasks = (counts: TaskCounts): number => counts.succeeded + counts.skipped + counts.cancelled;

function countsInWords(counts: TaskCounts): string {
  const parts = [`${doneTasks(counts)} of ${plural(counts.total, 'task')} done`];
  if (counts.running > 0) parts.push(`${counts.running} running`);
  if (counts.waiting > 0) parts.push(`${counts.waiting} waiting`);
  if (counts.failed > 0) parts.push(`${counts.failed} failed`);
  return parts.join(', ');
}

/** "3/12" and a bar of what became of the tasks. */
export function TaskProgress({ counts, className }: { counts: TaskCounts; className?: string }) {
  const text = countsInWords(counts);
  return (
    <span title={text} className={cn('inline-flex items-center gap-2', className)}>
      <span role="img" aria-label={text} className="flex h-1 w-14 overflow-hidden rounded-full bg-line">
        {PARTS.map((part) => (
          <span
            key={part.ground}
            className={cn('h-full transition-[width] duration-180 ease-out', part.ground)}
            style={{ width: counts.total > 0 ? `${(100 * part.of(counts)) / counts.total}%` : 0 }}
          />
        ))}
      </span>
      <span className="num whitespace-nowrap">
        {doneTasks(counts)}
        <span className="text-faint">/{counts.total}</span>
      </span>
    </span>
  );
}
