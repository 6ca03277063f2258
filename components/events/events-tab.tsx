'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import type { TaskView } from '@/lib/contracts/task';
import { formatCount } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';
import { useDebounced } from '@/lib/query/use-debounced';
import { isFiltered } from '@/lib/run-cache/match-event';
import { CopyEvents } from './copy-events';
import { EventFilters } from './event-filters';
import { EventRow } from './event-row';
import { useEventFilter } from './use-event-filter';
import { useFilteredLog } from './use-filtered-log';
import { useWholeLog } from './use-whole-log';

const ROW_PX = 33;
/** This near to an end counts as being there. */
const NEAR_PX = 40;
const FILL = 60;
const NOTHING: ReadonlySet<number> = new Set();

interface EventsTabProps {
  runId: string;
  lastSeq: number;
  tasks: readonly TaskView[];
  onOpenTask: (key: string) => void;
}

/** The log, newest at the foot: it stays there while the reader does. Pages are read as they come into sight. */
export function EventsTab({ runId, lastSeq, tasks, onOpenTask }: EventsTabProps) {
  const [filter, setFilter] = useEventFilter();
  const text = useDebounced(filter.text, 200);
  const { group, taskKey, actor } = filter;
  const asked = useMemo(() => ({ group, taskKey, actor, text }), [group, taskKey, actor, text]);
  const narrowed = isFiltered(asked);
  const [sight, setSight] = useState({ first: Math.max(0, lastSeq - FILL), last: lastSeq });
  const whole = useWholeLog(runId, lastSeq, sight, !narrowed);
  const filtered = useFilteredLog(runId, asked, narrowed);
  const log = narrowed ? filtered : whole;
  const { count, error, isReading } = log;
  const [openSeqs, setOpenSeqs] = useState(NOTHING);
  const scroller = useRef<HTMLDivElement>(null);
  const [pinned, setPinned] = useState(true);
  const lastTop = useRef(0);
  /** The newest event when the reader left the foot. */
  const [leftAt, setLeftAt] = useState(0);
  const firstSeq = log.at(0)?.seq ?? 1;
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    // The same function while it means the same: the list measures anew with every other one.
    getItemKey: useCallback((index: number) => index + (narrowed ? -1_000_000_000 : 0), [narrowed]),
    overscan: 12,
  });
  const items = rows.getVirtualItems();
  // Rows that wrap are higher than was thought: the foot moves once they are measured.
  const total = rows.getTotalSize();
  const [first, last] = [items[0]?.index, items.at(-1)?.index];
  useEffect(() => {
    if (first !== undefined && last !== undefined) setSight({ first, last });
  }, [first, last]);

  // The scroll position is the external system: it follows the log's end while the reader stands there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new last event, a return to the end or another filter moves it
  useLayoutEffect(() => {
    if (pinned && count > 0) rows.scrollToIndex(count - 1, { align: 'end' });
  }, [log.lastSeq, pinned, narrowed, total]);

  const { hasOlder, readOlder } = filtered;
  const canReadOlder = narrowed && hasOlder && !isReading && !error;
  // Enough to fill the panel, whatever the filter leaves.
  useEffect(() => {
    if (canReadOlder && count < FILL) readOlder();
  }, [canReadOlder, count, readOlder]);

  // What is read above must not push what is being looked at.
  const seen = useRef({ firstSeq, count, narrowed });
  useLayoutEffect(() => {
    const before = seen.current;
    seen.current = { firstSeq, count, narrowed };
    const grew = count - before.count;
    if (!pinned && narrowed && before.narrowed && grew > 0 && firstSeq < before.firstSeq && scroller.current) {
      scroller.current.scrollTop += grew * ROW_PX;
    }
  }, [firstSeq, count, narrowed, pinned]);

  const onScroll = () => {
    const element = scroller.current;
    if (!element) return;
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    // Rows that grow move the end away without the reader: only going up lets go.
    const wentUp = element.scrollTop < lastTop.current;
    lastTop.current = element.scrollTop;
    if (atEnd) setPinned(true);
    else if (wentUp) {
      if (pinned) setLeftAt(log.lastSeq);
      setPinned(false);
    }
    if (element.scrollTop < NEAR_PX && canReadOlder) readOlder();
  };
  const toggle = (seq: number) => {
    const next = new Set(openSeqs);
    if (!next.delete(seq)) next.add(seq);
    setOpenSeqs(next);
  };
  const fresh = narrowed ? countAfter(filtered, leftAt) : Math.max(0, log.lastSeq - leftAt);

  return (
    <div className="relative flex h-full min-h-0 flex-col bg-surface">
      <EventFilters
        filter={filter}
        onFilter={(change) => {
          setFilter(change);
          setPinned(true);
        }}
        tasks={tasks}
        found={narrowed && !isReading ? `${formatCount(count)}${hasOlder ? '+' : ''} of ${formatCount(lastSeq)}` : null}
        actions={<CopyEvents runId={runId} filter={asked} />}
      />
      {error ? (
        <ErrorState title="Could not load the events" onRetry={log.retry} className="py-6">
          {explainError(readError(error))}
        </ErrorState>
      ) : null}
      <div
        ref={scroller}
        onScroll={onScroll}
        data-testid="event-log"
        className="scroll-quiet min-h-0 flex-1 overflow-y-auto [overflow-anchor:none]"
      >
        {isReading && count === 0 ? <LogSkeleton /> : null}
        {!isReading && !error && count === 0 ? (
          <EmptyState title="No event matches">Change the filter: the log has {formatCount(lastSeq)} events in all.</EmptyState>
        ) : null}
        <div className="relative w-full" style={{ height: total }}>
          {items.map((row) => {
            const event = log.at(row.index);
            return (
              <div
                key={row.key}
                data-index={row.index}
                ref={rows.measureElement}
                className="absolute top-0 left-0 w-full"
                style={{ transform: `translateY(${row.start}px)` }}
              >
                {event ? (
                  <EventRow
                    event={event}
                    open={openSeqs.has(event.seq)}
                    onToggle={toggle}
                    onOpenTask={onOpenTask}
                    onActor={(by) => setFilter({ actor: by })}
                  />
                ) : (
                  <div className="h-[33px] border-line border-b" />
                )}
              </div>
            );
          })}
        </div>
      </div>
      {pinned ? null : (
        <Button onClick={() => setPinned(true)} className="-translate-x-1/2 absolute bottom-4 left-1/2 shadow-float">
          <ArrowDown size={14} aria-hidden /> Jump to latest
          {fresh > 0 ? <span className="num text-accent">{formatCount(fresh)} new</span> : null}
        </Button>
      )}
    </div>
  );
}

function countAfter({ count, at }: { count: number; at: (index: number) => { seq: number } | undefined }, seq: number): number {
  let found = 0;
  for (let index = count - 1; index >= 0 && (at(index)?.seq ?? 0) > seq; index--) found++;
  return found;
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
