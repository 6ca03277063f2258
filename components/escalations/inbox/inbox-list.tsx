'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { InboxItem } from '@/lib/contracts/escalation-inbox';
import { InboxRow } from './inbox-row';
import type { Inbox } from './use-inbox';

const ROW_PX = 61;
const HEAD_PX = 29;

type Entry = { kind: 'head'; id: string; label: string; aside: string } | { kind: 'row'; id: string; row: InboxItem; alike: number };

/** Headings and rows in one line of entries. How many are alike is told by the first of them in its section. */
function entriesOf({ list, alikeOf }: Inbox): Entry[] {
  return list.sections.flatMap(({ id, label, aside, rows }) => [
    { kind: 'head' as const, id, label, aside },
    ...rows.map((row, index) => ({
      ...{ kind: 'row' as const, id: row.id, row },
      alike: rows[index - 1]?.fingerprint === row.fingerprint ? 0 : alikeOf(row).length,
    })),
  ]);
}

/** What waits, in the order in which it should be read; only what is in sight is drawn. */
export function InboxList({ inbox }: { inbox: Inbox }) {
  const scrollRef = useRef<HTMLDivElement>(null);
  const entries = entriesOf(inbox);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: (index) => (entries[index]?.kind === 'head' ? HEAD_PX : ROW_PX),
    getItemKey: (index) => entries[index]?.id ?? index,
    overscan: 8,
    initialRect: { width: 392, height: 800 },
  });
  const shownIndex = entries.findIndex(({ id }) => id === inbox.shownId);
  // The scroll position is the browser's: the row under the keyboard is brought into sight.
  useEffect(() => {
    if (shownIndex >= 0) virtual.scrollToIndex(shownIndex <= 1 ? 0 : shownIndex, { align: 'auto' });
  }, [shownIndex, virtual]);
  return (
    <div ref={scrollRef} className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
      <ul aria-label="Decisions that wait" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const entry = entries[item.index];
          if (entry === undefined) return null;
          return (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              style={{ transform: `translateY(${item.start}px)` }}
              className="absolute inset-x-0 top-0"
            >
              {entry.kind === 'head' ? (
                <div className="flex justify-between gap-2 border-line border-b bg-sunken px-4 py-1.5 text-faint text-xs">
                  <h2 className="font-normal text-xs">{entry.label}</h2>
                  <span className="num">{entry.aside}</span>
                </div>
              ) : (
                <InboxRow
                  row={entry.row}
                  alike={entry.alike}
                  isShown={entry.id === inbox.shownId}
                  isGrey={inbox.list.isGrey(entry.id)}
                  isSelected={inbox.mayDecide ? inbox.selection.has(entry.id) : null}
                  onOpen={() => inbox.show(entry.id)}
                  onToggle={(range) => inbox.toggle(entry.id, range)}
                  onSelectAlike={() => inbox.selectAlike(entry.row)}
                />
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
