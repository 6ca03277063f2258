'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { parseAsNumberLiteral, useQueryState } from 'nuqs';
import type { ReactNode } from 'react';
import { Sparkline } from '@/components/charts/sparkline';
import { cn } from '@/components/ui/cn';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import type { EscalationStats } from '@/lib/contracts/escalation-inbox';
import { formatCount, plural } from '@/lib/format/count';
import { formatSeconds } from '@/lib/format/duration';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { tierWords, typeWords } from '../escalation-words';

const DAYS = [7, 30, 90] as const;
type Counted = EscalationStats['all'];

const share = (part: number, of: number): string => (of === 0 ? '–' : `${Math.round((part / of) * 100)} %`);
const seconds = (value: number | null): string => (value === null ? '–' : formatSeconds(value * 1_000));

/** How long decisions take, how many the clock made, and how many were overturned. */
export function FiguresView() {
  const trpc = useTRPC();
  const [days, setDays] = useQueryState('days', parseAsNumberLiteral(DAYS).withDefault(30));
  const query = useQuery(trpc.escalations.stats.queryOptions({ days }, { placeholderData: keepPreviousData }));
  const stats = query.data;
  return (
    <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
      <div className="grid gap-3 px-4 pt-3 pb-6 sm:px-5" aria-busy={query.isPlaceholderData}>
        <fieldset aria-label="Range" className="inline-flex w-max rounded-md border border-line-strong bg-surface p-0.5">
          {DAYS.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={each === days}
              onClick={() => void setDays(each)}
              className="num h-6 rounded-sm px-2.5 font-medium text-muted text-xs -outline-offset-1 transition-colors duration-120 hover:text-fg aria-pressed:bg-accent-soft aria-pressed:text-accent pointer-coarse:h-9 pointer-coarse:px-3.5"
            >
              {each} d
            </button>
          ))}
        </fieldset>
        {query.isError && !stats ? (
          <ErrorState title="Could not load the figures" onRetry={() => void query.refetch()} retrying={query.isFetching}>
            {explainError(readError(query.error))}
          </ErrorState>
        ) : null}
        {stats ? <Figures stats={stats} /> : query.isError ? null : <FiguresSkeleton />}
      </div>
    </div>
  );
}

function Figures({ stats }: { stats: EscalationStats }) {
  const { all, byDay } = stats;
  return (
    <>
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        <Figure label="Decided" value={formatCount(all.decided)} history={byDay.map(({ decided }) => decided)} tone="text-accent">
          {plural(all.approved, 'approval')}, {plural(all.rejected, 'rejection')}
        </Figure>
        <Figure
          label="Time to decide, median"
          value={seconds(all.medianSeconds)}
          history={byDay.map(({ medianSeconds }) => medianSeconds)}
          tone="text-running"
        >
          {seconds(all.meanSeconds)} on average
        </Figure>
        <Figure
          label="Decided by the clock"
          value={share(all.byClock, all.decided)}
          history={byDay.map(({ byClock }) => byClock)}
          tone="text-waiting"
        >
          {formatCount(all.byClock)} of {formatCount(all.decided)}
        </Figure>
        <Figure label="Overturned" value={share(all.overturned, all.decided)} tone="text-failed">
          {formatCount(all.overturned)} of {formatCount(all.decided)}
        </Figure>
      </div>
      <div className="grid gap-3 lg:grid-cols-2">
        <FigureTable
          title="By type"
          rows={stats.byType.map((row) => ({ ...row, name: typeWords(row.type) }))}
          empty="Nothing was decided in this time."
        />
        <FigureTable
          title="By who was asked"
          rows={stats.byTier.map((row) => ({ ...row, name: tierWords(row.tier) }))}
          empty="Nothing was decided in this time."
        />
      </div>
    </>
  );
}

function Figure({
  label,
  value,
  history,
  tone,
  children,
}: {
  label: string;
  value: string;
  history?: readonly (number | null)[];
  tone: string;
  children: ReactNode;
}) {
  return (
    <section
      aria-label={label}
      className="grid min-w-0 content-between gap-2 overflow-hidden rounded-lg border border-line bg-surface px-4 pt-3"
    >
      <div className="grid min-w-0 gap-0.5 pb-1">
        <span className="text-muted text-xs">{label}</span>
        <span className="num truncate font-semibold text-[22px] leading-7 tracking-tight">{value}</span>
        <span className="num text-faint text-xs">{children}</span>
      </div>
      {history ? <Sparkline values={history} className={cn('-mx-4 w-[calc(100%+2rem)]', tone)} /> : null}
    </section>
  );
}

function FigureTable({ title, rows, empty }: { title: string; rows: readonly (Counted & { name: string })[]; empty: string }) {
  const head = 'py-1 pl-3 text-right align-bottom font-normal max-sm:pl-1.5';
  const cell = 'num whitespace-nowrap py-[5px] pl-3 text-right align-top max-sm:pl-1.5';
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
      tabIndex={0}
      aria-label={title}
      className="min-w-0 overflow-x-auto rounded-lg border border-line bg-surface px-3 pt-3 pb-2 sm:px-4"
    >
      <h2 className="text-sm">{title}</h2>
      {rows.length === 0 ? (
        <p className="grid min-h-28 place-content-center text-center text-faint">{empty}</p>
      ) : (
        <table className="mt-1.5 w-full text-left text-xs max-sm:text-2xs">
          <thead>
            <tr className="text-faint">
              <th scope="col" className="w-full py-1 font-normal">
                <span className="sr-only">Name</span>
              </th>
              <th scope="col" className={head}>
                Decided
              </th>
              <th scope="col" className={head}>
                Median
              </th>
              <th scope="col" className={head}>
                Approved
              </th>
              <th scope="col" className={head}>
                Clock
              </th>
              <th scope="col" className={head}>
                Overturned
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name} className="border-line border-t">
                <th scope="row" className="py-[5px] text-left align-top font-medium first-letter:uppercase sm:whitespace-nowrap sm:pr-3">
                  {row.name}
                </th>
                <td className={cell}>{formatCount(row.decided)}</td>
                <td className={cell}>{seconds(row.medianSeconds)}</td>
                <td className={cell}>{share(row.approved, row.decided)}</td>
                <td className={cell}>{share(row.byClock, row.decided)}</td>
                <td className={cell}>{share(row.overturned, row.decided)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

export function FiguresSkeleton() {
  return (
    <div role="status" aria-label="Loading the figures" className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      {['decided', 'time', 'clock', 'overturned'].map((name) => (
        <div key={name} className="grid gap-2 rounded-lg border border-line bg-surface p-4">
          <Skeleton className="w-1/2" />
          <Skeleton className="h-7 w-2/3" />
          <Skeleton className="h-8" />
        </div>
      ))}
    </div>
  );
}
