'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type ReactNode, type RefObject, useEffect } from 'react';
import { cn } from '@/components/ui/cn';

export interface Column<Row> {
  id: string;
  header: ReactNode;
  /** CSS grid track from 1024 px on: "96px", "minmax(0,1fr)". */
  track: string;
  /** Classes of head and cells. Under 1024 px rows are cards: place the cell there with grid classes. */
  className?: string;
  /** How the rows are sorted by this column; `none` where they could be. */
  sorted?: 'ascending' | 'descending' | 'none';
  cell: (row: Row) => ReactNode;
}

interface DataTableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Key of the row that the keyboard stands on. */
  currentKey: string | null;
  selectedKeys?: ReadonlyMap<string, unknown>;
  /** Grid columns of a card under 1024 px. */
  cardClassName: string;
  /** Scrolls; the caller keeps it to know where the reader is. */
  scrollRef: RefObject<HTMLDivElement | null>;
  onScroll?: () => void;
  /** Below the last row: load more, or what the end means. */
  footer?: ReactNode;
  /** Old rows are shown while new ones are on the way. */
  stale?: boolean;
}

const ROW_PX = 40;

/** A table that draws only the rows in sight. Under 1024 px each row is a card and the head is gone. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowKey, currentKey, selectedKeys, cardClassName, scrollRef, onScroll, footer, stale = false } = props;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : rowKey(row);
    },
    overscan: 12,
    initialRect: { width: 1200, height: 900 },
  });
  const currentIndex = currentKey === null ? -1 : rows.findIndex((row) => rowKey(row) === currentKey);
  // The scroll position is the browser's: the row under the keyboard is brought into sight.
  useEffect(() => {
    if (currentIndex >= 0) virtual.scrollToIndex(currentIndex, { align: 'auto' });
  }, [currentIndex, virtual]);

  return (
    <div ref={scrollRef} onScroll={onScroll} className="scroll-quiet min-h-0 flex-1 overflow-y-auto bg-surface">
      <table
        aria-label={label}
        aria-busy={stale}
        // Rows out of sight are not in the page; the head is the first.
        aria-rowcount={rows.length + 1}
        className={cn('block w-full text-left transition-opacity duration-150', stale && 'opacity-60')}
        style={{ '--cols': columns.map((column) => column.track).join(' ') } as CSSProperties}
      >
        <thead className="sticky top-0 z-10 block border-line border-b bg-surface max-lg:sr-only">
          <tr className="grid h-8 grid-cols-(--cols) items-center gap-x-4 px-5">
            {columns.map((column) => (
              <th key={column.id} scope="col" aria-sort={column.sorted} className={cn('font-normal text-faint text-xs', column.className)}>
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="relative block" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            return (
              <tr
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                aria-rowindex={item.index + 2}
                data-current={item.index === currentIndex || undefined}
                data-selected={selectedKeys?.has(rowKey(row)) || undefined}
                style={{ transform: `translateY(${item.start}px)` }}
                className={cn(
                  'absolute inset-x-0 top-0 grid min-h-10 items-center gap-x-4 border-line border-b px-4 transition-colors duration-120 hover:bg-hover sm:px-5 lg:grid-cols-(--cols)',
                  'data-selected:bg-accent-soft data-current:bg-accent-soft data-current:shadow-[inset_3px_0_var(--accent)]',
                  cardClassName,
                )}
              >
                {columns.map((column) => (
                  <td key={column.id} className={cn('flex min-w-0 items-center', column.className)}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      {footer}
    </div>
  );
}
