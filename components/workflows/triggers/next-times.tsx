'use client';
import { useNowText } from '@/components/ui/now';
import { formatRelative } from '@/lib/format/time';
import { formatDue } from './format-due';

/** In the schedule's zone, and in the viewer's where that is another one. */
export function NextTimes({ times, timeZone }: { times: readonly string[]; timeZone: string }) {
  const [first = ''] = times;
  const soon = useNowText((nowMs) => (first ? formatRelative(first, nowMs) : ''), '');
  const viewer = useNowText(() => Intl.DateTimeFormat().resolvedOptions().timeZone, timeZone);
  const isElsewhere = viewer !== timeZone && formatDue(first, viewer) !== formatDue(first, timeZone);
  return (
    <div className="num text-muted text-xs">
      <p>
        Next {soon}: {times.map((time) => formatDue(time, timeZone)).join(' · ')}
      </p>
      {isElsewhere ? <p className="text-faint">Your time: {times.map((time) => formatDue(time, viewer)).join(' · ')}</p> : null}
    </div>
  );
}
