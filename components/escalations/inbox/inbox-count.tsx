'use client';
import { Badge } from '@/components/ui/badge';
import { formatShortCount, plural } from '@/lib/format/count';
import { useWaiting } from './use-waiting';

/** Decisions that wait for people, beside the way to them; a corner of the icon where there is no room for more. */
export function InboxCount() {
  const waiting = useWaiting();
  if (!waiting || waiting.open === 0) return null;
  return (
    <Badge
      tone={waiting.high > 0 ? 'bad' : 'neutral'}
      data-testid="inbox-count"
      title={`${plural(waiting.open, 'decision')} ${waiting.open === 1 ? 'waits' : 'wait'}${waiting.high > 0 ? `, ${waiting.high} of high risk` : ''}`}
      className="num ml-auto sm:max-lg:absolute sm:max-lg:-top-0.5 sm:max-lg:-right-1"
    >
      <span className="sr-only">decisions that wait: </span>
      {formatShortCount(waiting.open)}
    </Badge>
  );
}
