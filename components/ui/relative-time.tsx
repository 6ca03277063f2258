'use client';
import { formatExact, formatRelative } from '@/lib/format/time';
import { useNowText } from './now';
import { usePreferences } from './preferences';

/** "4 min ago", kept up to date, with the exact time in the viewer's zone on hover; the other way round for who prefers it. `at` is ISO 8601 in UTC. */
export function RelativeTime({ at, className }: { at: string; className?: string }) {
  const text = useNowText((nowMs) => formatRelative(at, nowMs), '');
  const exact = useNowText(() => formatExact(at), at);
  const { times } = usePreferences();
  return (
    <time dateTime={at} title={times === 'exact' ? text : exact} className={className}>
      {times === 'exact' ? exact : text}
    </time>
  );
}
