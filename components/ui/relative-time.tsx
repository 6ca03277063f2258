'use client';
import { formatExact, formatRelative } from '@/lib/format/time';
import { useNowText } from './now';

/** "4 min ago", kept up to date; the exact time in the viewer's zone on hover. `at` is ISO 8601 in UTC. */
export function RelativeTime({ at, className }: { at: string; className?: string }) {
  const text = useNowText((nowMs) => formatRelative(at, nowMs), '');
  const exact = useNowText(() => formatExact(at), at);
  return (
    <time dateTime={at} title={exact} className={className}>
      {text}
    </time>
  );
}
