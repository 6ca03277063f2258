'use client';
import { ChartNoAxesColumn, Table2 } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { IconButton } from '@/components/ui/icon-button';

export interface ChartColumn<Row> {
  header: string;
  cell: (row: Row) => ReactNode;
  /** Figures stand at the right. */
  numeric?: boolean;
}

interface ChartPanelProps<Row> {
  title: string;
  /** The figures under the title. */
  summary?: ReactNode;
  columns: readonly ChartColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** What the chart says of nothing. */
  empty: string;
  isEmpty: boolean;
  /** The drawing; nobody needs it who has the table. */
  children: ReactNode;
  className?: string;
}

/** A chart with its table: drawn or as a table for everybody, always as the table for a screen reader. */
export function ChartPanel<Row>(props: ChartPanelProps<Row>) {
  const { title, summary, columns, rows, rowKey, empty, isEmpty, children, className } = props;
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  return (
    <section aria-labelledby={id} className={cn('flex min-w-0 flex-col rounded-lg border border-line bg-surface', className)}>
      <header className="flex items-start justify-between gap-3 px-4 pt-3">
        <div className="min-w-0">
          <h2 id={id} className="text-sm">
            {title}
          </h2>
          {summary ? <div className="mt-0.5 flex flex-wrap gap-x-3.5 gap-y-0.5 text-muted text-xs">{summary}</div> : null}
        </div>
        <IconButton
          label={asTable ? `${title}: show as chart` : `${title}: show as table`}
          aria-pressed={asTable}
          size="sm"
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? <ChartNoAxesColumn size={14} aria-hidden /> : <Table2 size={14} aria-hidden />}
        </IconButton>
      </header>
      <div className="relative mt-2 h-56 px-4 pb-3">
        {asTable ? null : isEmpty ? (
          <p className="grid h-full place-content-center text-center text-faint">{empty}</p>
        ) : (
          <div aria-hidden className="h-full">
            {children}
          </div>
        )}
        <div
          className={asTable ? 'scroll-quiet h-full overflow-y-auto' : 'sr-only'}
          {...(asTable ? { tabIndex: 0, role: 'region', 'aria-labelledby': id } : {})}
        >
          <table className="w-full text-left text-xs">
            <caption className="sr-only">{title}</caption>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th
                    key={column.header}
                    scope="col"
                    className={cn('sticky top-0 bg-surface py-1 font-normal text-faint', column.numeric && 'pl-3 text-right')}
                  >
                    {column.header}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={rowKey(row)} className="border-line border-t">
                  {columns.map((column) => (
                    <td key={column.header} className={cn('py-1', column.numeric && 'num pl-3 text-right')}>
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </section>
  );
}
