'use client';
import { ArrowUp } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { DataTable } from '@/components/data-table/data-table';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { useShortcut } from '@/components/ui/shortcuts';
import { plural } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';
import { useDebounced } from '@/lib/query/use-debounced';
import { holdRows } from './hold-rows';
import { RUN_CARD, RUN_COLUMNS } from './run-columns';
import { RunListEmpty } from './run-list-empty';
import { RunListFooter } from './run-list-footer';
import { RunListSkeleton } from './run-list-skeleton';
import { RunToolbar } from './run-toolbar';
import { useRunFilters } from './use-run-filters';
import { useRunList } from './use-run-list';

const DEBOUNCE_MS = 250;

export function RunList() {
  const router = useRouter();
  const filters = useRunFilters();
  const q = useDebounced(filters.q.trim(), DEBOUNCE_MS);
  const list = useRunList({ q, status: filters.status });
  const scrollRef = useRef<HTMLDivElement>(null);
  const [currentId, setCurrentId] = useState<string | null>(null);
  const [firstKnownId, setFirstKnownId] = useState<string | null>(null);
  const { shown, held } = holdRows(list.rows, firstKnownId);

  const onScroll = () => {
    const isDown = (scrollRef.current?.scrollTop ?? 0) > 8;
    setFirstKnownId((known) => (isDown ? (known ?? shown[0]?.id ?? null) : null));
  };
  const move = (step: 1 | -1) => {
    const at = shown.findIndex((run) => run.id === currentId);
    const next = shown[at < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, at + step))];
    if (next) setCurrentId(next.id);
  };
  useShortcut('j', 'Next run', () => move(1), { group: 'Runs' });
  useShortcut('k', 'Previous run', () => move(-1), { group: 'Runs' });
  useShortcut('enter', 'Open the run', () => currentId && router.push(`/runs/${currentId}`), {
    group: 'Runs',
    enabled: currentId !== null,
  });
  useShortcut('esc', 'Let go of the run', () => setCurrentId(null), { group: 'Runs', enabled: currentId !== null });

  const content = () => {
    if (list.isError && list.rows.length === 0) {
      return (
        <ErrorState title="Could not load the runs" onRetry={() => void list.refetch()} retrying={list.isFetching}>
          {explainError(readError(list.error))}
        </ErrorState>
      );
    }
    if (list.isPending) return <RunListSkeleton />;
    if (shown.length === 0) return <RunListEmpty isFiltered={filters.isFiltered} onClear={filters.clear} />;
    return (
      <DataTable
        label="Runs"
        columns={RUN_COLUMNS}
        rows={shown}
        rowKey={(run) => run.id}
        currentKey={currentId}
        cardClassName={RUN_CARD}
        scrollRef={scrollRef}
        onScroll={onScroll}
        stale={list.isPlaceholderData}
        footer={<RunListFooter list={list} count={shown.length} />}
      />
    );
  };
  return (
    <>
      <RunToolbar filters={filters} />
      <div className="relative flex min-h-0 flex-1 flex-col">
        {held > 0 ? (
          <Button
            variant="primary"
            className="absolute top-10 left-1/2 z-20 -translate-x-1/2 rounded-full shadow-float"
            onClick={() => scrollRef.current?.scrollTo({ top: 0 })}
          >
            <ArrowUp size={14} aria-hidden />
            {plural(held, 'new run')}
          </Button>
        ) : null}
        {content()}
      </div>
    </>
  );
}
