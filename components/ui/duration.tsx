'use client';
import { formatDuration } from '@/lib/format/duration';
import { formatExact } from '@/lib/format/time';
import { cn } from './cn';
import { useNowText } from './now';

interface DurationProps {
  /** ISO 8601; null: not started, shown as a dash. */
  from: string | null;
  /** ISO 8601; null: still going, the figure moves. */
  to: string | null;
  className?: string;
}

/** How long something took or has been going: "6:12". */
export function Duration({ from, to, className }: DurationProps) {
  const text = useNowText((nowMs) => (from ? formatDuration((to ? Date.parse(to) : nowMs) - Date.parse(from)) : '–'), '');
  const exact = useNowText(() => (from ? `${formatExact(from)} – ${to ? formatExact(to) : 'now'}` : 'Not started'), '');
  return (
    <span title={exact} className={cn('num', className)}>
      {text}
    </span>
  );
}
