'use client';
import { Badge } from '@/components/ui/badge';
import { formatShortCount, plural } from '@/lib/format/count';
import { useDeadLetterCounts } from './use-dead-letter-counts';

/** Open causes, beside the way to them; a corner of the icon where there is no room for more. */
export function DeadLetterCount() {
  const counts = useDeadLetterCounts();
  if (!counts || counts.incidents === 0) return null;
  return (
    <Badge
      data-testid="dead-letter-count"
      title={`${plural(counts.incidents, 'open incident')}, ${plural(counts.open, 'dead letter')}`}
      className="num ml-auto sm:max-lg:absolute sm:max-lg:-top-0.5 sm:max-lg:-right-1"
    >
      <span className="sr-only">open incidents: </span>
      {formatShortCount(counts.incidents)}
    </Badge>
  );
}
