'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import Link from 'next/link';
import { useEffect, useRef } from 'react';
import { roleLabel } from '@/components/runs/filters/role-label';
import { goalTitle } from '@/components/runs/goal-title';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { CheckMark } from '@/components/ui/check-mark';
import { cn } from '@/components/ui/cn';
import { RelativeTime } from '@/components/ui/relative-time';
import { StateIcon } from '@/components/ui/state-icon';
import type { DeadLetterListItem } from '@/lib/contracts/dead-letter';
import { plural } from '@/lib/format/count';
import { isPoison, letterStanding } from './letter-words';

interface LetterListProps {
  rows: readonly DeadLetterListItem[];
  shownId: string | null;
  selected: ReadonlyMap<string, unknown> | null;
  hrefOf: (id: string) => string;
  onToggle: (id: string, range: boolean) => void;
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}

const ROW_PX = 58;

/** The letters of a cause; only those in sight are drawn. */
export function LetterList({ rows, shownId, selected, hrefOf, onToggle, list }: LetterListProps) {
  const scrollRef = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 8,
    initialRect: { width: 380, height: 800 },
  });
  const shownIndex = rows.findIndex((row) => row.id === shownId);
  // The scroll position is the browser's: the row under the keyboard is brought into sight.
  useEffect(() => {
    if (shownIndex >= 0) virtual.scrollToIndex(shownIndex, { align: 'auto' });
  }, [shownIndex, virtual]);
  return (
    <div ref={scrollRef} className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
      <ul aria-label="Dead letters" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              data-testid="letter-row"
              data-current={row.id === shownId || undefined}
              style={{ transform: `translateY(${item.start}px)` }}
              className={cn(
                'absolute inset-x-0 top-0 flex items-start gap-2 border-line border-b py-2 pr-3.5 pl-2 hover:bg-hover',
                'data-current:bg-accent-soft data-current:shadow-[inset_3px_0_var(--accent)]',
                selected?.has(row.id) && 'bg-accent-soft',
              )}
            >
              {selected ? (
                <CheckMark
                  label={`Select ${row.taskTitle}`}
                  checked={selected.has(row.id)}
                  onToggle={(event) => onToggle(row.id, event.shiftKey)}
                  className="relative z-1 -mt-1 -mr-1"
                />
              ) : null}
              <Row row={row} href={hrefOf(row.id)} isShown={row.id === shownId} />
            </li>
          );
        })}
      </ul>
      {list.hasNextPage ? (
        <div className="grid place-items-center py-3">
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {list.isFetchingNextPage ? 'Loading…' : 'Load more'}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function Row({ row, href, isShown }: { row: DeadLetterListItem; href: string; isShown: boolean }) {
  const standing = letterStanding(row);
  return (
    <span className="grid min-w-0 flex-1 gap-0.5">
      <span className="flex items-center gap-1.5">
        <StateIcon state={standing.state} decorative={row.status !== 'pending'} />
        <Link
          href={href}
          prefetch={false}
          replace
          scroll={false}
          aria-current={isShown ? 'true' : undefined}
          className="min-w-0 flex-1 truncate font-medium outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:outline-focus focus-visible:after:-outline-offset-2"
        >
          {row.taskTitle}
        </Link>
        <RelativeTime at={row.createdAt} className="num shrink-0 text-faint text-xs" />
      </span>
      <span className="flex min-w-0 items-center gap-1.5 text-muted text-xs">
        <span className="min-w-0 truncate" title={row.runGoal}>
          {roleLabel(row.role)} · {goalTitle(row.runGoal)}
        </span>
        <span className="ml-auto flex shrink-0 gap-1">
          {row.status === 'pending' ? null : <span>{standing.text}</span>}
          {row.replayCount > 0 ? (
            <Badge
              tone={row.status === 'pending' && isPoison(row) ? 'bad' : 'neutral'}
              title={`Replayed ${plural(row.replayCount, 'time')}`}
            >
              ↻ {row.replayCount}
            </Badge>
          ) : null}
          {row.sideEffects === 'irreversible' ? <Badge tone="warn">irreversible</Badge> : null}
        </span>
      </span>
    </span>
  );
}
