'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import type { TaskView } from '@/lib/contracts/task';
import { explainError, readError } from '@/lib/query/read-error';
import { EventFilters } from './event-filters';
import { EventRow } from './event-row';
import { type EventFilter, filterEvents } from './filter-events';
import { useOlderEvents } from './use-older-events';
import { useRunLog } from './use-run-log';

const ROW_PX = 33;
/** This near to an end counts as being there. */
const NEAR_PX = 40;

interface EventsTabProps {
  runId: string;
  lastSeq: number;
  tasks: readonly TaskView[];
  onOpenTask: (key: string) => void;
}

/** The log, newest at the foot: it stays there while the reader does, and reads older pages as the reader goes up. */
export function EventsTab({ runId, lastSeq, tasks, onOpenTask }: EventsTabProps) {
  const log = useRunLog(runId);
  const older = useOlderEvents(runId, log, lastSeq);
  const [filter, setFilter] = useState<EventFilter>({ group: null, taskKey: null, text: '' });
  const [openSeqs, setOpenSeqs] = useState<ReadonlySet<number>>(new Set());
  const items = log?.items;
  const events = useMemo(() => filterEvents(items ?? [], filter), [items, filter]);
  const scroller = useRef<HTMLDivElement>(null);
  const [pinned, setPinned] = useState(true);
  const rows = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => events[index]?.seq ?? index,
    overscan: 12,
  });
  const toEnd = () => {
    if (events.length > 0) rows.scrollToIndex(events.length - 1, { align: 'end' });
  };

  // The scroll position is the external system: it follows the log's end while the reader stands there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new last event or a return to the end moves it
  useLayoutEffect(() => {
    if (pinned) toEnd();
  }, [events.at(-1)?.seq, pinned]);

  const { hasOlder, isReading, read, error } = older;
  // Enough to fill the panel, whatever the filter leaves.
  useEffect(() => {
    if (hasOlder && !isReading && !error && events.length < 60) read();
  }, [hasOlder, isReading, error, read, events.length]);

  // What is read above must not push what is being looked at.
  const firstSeq = events[0]?.seq;
  const seen = useRef<{ firstSeq: number | undefined; count: number }>({ firstSeq, count: events.length });
  useLayoutEffect(() => {
    const before = seen.current;
    seen.current = { firstSeq, count: events.length };
    const grew = events.length - before.count;
    if (!pinned && grew > 0 && before.firstSeq !== undefined && firstSeq !== undefined && firstSeq < before.firstSeq && scroller.current) {
      scroller.current.scrollTop += grew * ROW_PX;
    }
  }, [firstSeq, events.length, pinned]);

  const onScroll = () => {
    const element = scroller.current;
    if (!element) return;
    setPinned(element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX);
    if (element.scrollTop < NEAR_PX && hasOlder && !isReading && !error) read();
  };
  const toggle = (seq: number) => {
    const next = new Set(openSeqs);
    if (!next.delete(seq)) next.add(seq);
    setOpenSeqs(next);
  };

  return (
    <div className="relative flex h-full min-h-0 flex-col bg-surface">
      <EventFilters filter={filter} onFilter={setFilter} tasks={tasks} />
      {error ? (
        <ErrorState title="Could not load older events" onRetry={() => read()} className="py-6">
          {explainError(readError(error))}
        </ErrorState>
      ) : null}
      <div
        ref={scroller}
        onScroll={onScroll}
        data-testid="event-log"
        className="scroll-quiet min-h-0 flex-1 overflow-y-auto [overflow-anchor:none]"
      >
        {isReading && events.length === 0 ? <LogSkeleton /> : null}
        {!isReading && !hasOlder && events.length === 0 ? (
          <EmptyState title="No event matches">Change the filter: the log has {lastSeq} events in all.</EmptyState>
        ) : null}
        <div className="relative w-full" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((row) => {
            const event = events[row.index];
            if (!event) return null;
            return (
              <div
                key={row.key}
                data-index={row.index}
                ref={rows.measureElement}
                className="absolute top-0 left-0 w-full"
                style={{ transform: `translateY(${row.start}px)` }}
              >
                <EventRow event={event} open={openSeqs.has(event.seq)} onToggle={() => toggle(event.seq)} onOpenTask={onOpenTask} />
              </div>
            );
          })}
        </div>
      </div>
      {pinned ? null : (
        <Button onClick={() => setPinned(true)} className="-translate-x-1/2 absolute bottom-4 left-1/2 shadow-float">
          <ArrowDown size={14} aria-hidden /> Newest
        </Button>
      )}
    </div>
  );
}

function LogSkeleton() {
  return (
    <div className="grid gap-4 px-5 py-3">
      {['a', 'b', 'c', 'd', 'e', 'f'].map((row) => (
        <Skeleton key={row} />
      ))}
    </div>
  );
}
