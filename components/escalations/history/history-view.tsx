'use client';
import { Gavel } from 'lucide-react';
import Link from 'next/link';
import { goalTitle } from '@/components/runs/goal-title';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { StateIcon } from '@/components/ui/state-icon';
import { plural } from '@/lib/format/count';
import { formatSeconds } from '@/lib/format/duration';
import { explainError, readError } from '@/lib/query/read-error';
import { callerWords, statusWords, typeWords } from '../escalation-words';
import { statusState } from '../status-state';
import { HistoryToolbar } from './history-toolbar';
import { type History, useHistory } from './use-history';

type Row = History['rows'][number];

/** What was decided: by whom, when and why, the latest first. */
export function HistoryView() {
  const history = useHistory();
  return (
    <>
      <HistoryToolbar history={history} />
      <Rows history={history} />
    </>
  );
}

function Rows({ history: { query, rows, isFiltered, clear } }: { history: History }) {
  if (query.isError && rows.length === 0) {
    return (
      <ErrorState title="Could not load the history" onRetry={() => void query.refetch()} retrying={query.isFetching}>
        {explainError(readError(query.error))}
      </ErrorState>
    );
  }
  if (query.isPending) return <HistorySkeleton />;
  if (rows.length === 0) {
    return (
      <EmptyState
        icon={<Gavel size={20} strokeWidth={1.6} aria-hidden />}
        title={isFiltered ? 'Nothing matches' : 'Nothing was decided yet'}
        action={
          isFiltered ? (
            <Button onClick={clear}>Clear the filters</Button>
          ) : (
            <Button asChild>
              <Link href="/inbox">What waits</Link>
            </Button>
          )
        }
      >
        {isFiltered ? 'No decision is like this.' : 'What people, leads and the clock decide will be here, with who, when and why.'}
      </EmptyState>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section tabIndex={0} aria-label="Decisions" className="scroll-quiet min-h-0 flex-1 overflow-y-auto bg-surface -outline-offset-2">
      <ul aria-busy={query.isPlaceholderData} className={cn(query.isPlaceholderData && 'opacity-60')}>
        {rows.map((row) => (
          <HistoryRow key={row.id} row={row} />
        ))}
      </ul>
      <div className="flex min-h-12 flex-wrap items-center justify-center gap-3 px-5 py-3 text-faint text-xs">
        {query.isFetchNextPageError ? (
          <span role="alert" className="text-failed">
            {explainError(readError(query.error))}
          </span>
        ) : null}
        <span className="num">
          {plural(rows.length, 'decision')}
          {query.hasNextPage ? ' so far' : ''}
        </span>
        {query.hasNextPage ? (
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {query.isFetchingNextPage ? 'Loading…' : 'Load more'}
          </Button>
        ) : null}
      </div>
    </section>
  );
}

/** Two lines: what was asked and what came of it; of what, by whom, and why. */
function HistoryRow({ row }: { row: Row }) {
  const { status, decidedBy, decidedAt, createdAt, note } = row;
  const by = decidedBy && status !== 'AUTO_DECIDED' ? ` by ${callerWords(decidedBy)}` : '';
  return (
    <li
      data-testid="history-row"
      className="relative grid grid-cols-[18px_minmax(0,1fr)_auto] gap-x-1.5 gap-y-0.5 border-line border-b px-4 py-2.5 hover:bg-hover sm:px-5"
    >
      <StateIcon state={statusState(status)} decorative className="mt-[3px]" />
      <Link
        href={`/inbox/${row.id}`}
        prefetch={false}
        title={row.title}
        className="truncate font-semibold outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:outline-focus focus-visible:after:-outline-offset-2"
      >
        {row.title}
      </Link>
      {decidedAt ? <RelativeTime at={decidedAt} className="whitespace-nowrap text-faint text-xs leading-[19px]" /> : <span />}
      <p className="col-start-2 min-w-0 text-muted max-sm:col-end-4">
        <span className="font-medium text-fg">
          {statusWords(status)}
          {by}
        </span>
        <span className="[overflow-wrap:anywhere]">
          {' · '}
          {typeWords(row.type)} · {goalTitle(row.runGoal)}
        </span>
        {note ? <span className="block truncate">“{note}”</span> : null}
      </p>
      {decidedAt ? (
        <span
          className="num whitespace-nowrap text-right text-faint text-xs leading-[19px] max-sm:hidden"
          title="From being asked to being decided"
        >
          after {formatSeconds(Date.parse(decidedAt) - Date.parse(createdAt))}
        </span>
      ) : null}
    </li>
  );
}

export function HistorySkeleton() {
  return (
    <div role="status" aria-label="Loading the history" className="grid flex-1 content-start gap-6 bg-surface p-5">
      {[72, 54, 63, 48].map((share) => (
        <div key={share} className="grid gap-2" style={{ width: `${share}%` }}>
          <Skeleton />
          <Skeleton className="w-1/2" />
        </div>
      ))}
    </div>
  );
}
