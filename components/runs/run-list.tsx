'use client';
import { ArrowUp } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { DataTable } from '@/components/data-table/data-table';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { ListFooter } from '@/components/ui/list-footer';
import { useShortcut } from '@/components/ui/shortcuts';
import { formatCount, plural } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';
import { useDebounced } from '@/lib/query/use-debounced';
import { BulkBar } from './bulk/bulk-bar';
import { useSelection } from './bulk/use-selection';
import { countText } from './count-text';
import { EVERY_RUN, fromSearch, toSearch } from './filters/run-query';
import { useRunFilters } from './filters/use-run-filters';
import { holdRows } from './hold-rows';
import { RUN_CARD, runColumns } from './run-columns';
import { RunListEmpty } from './run-list-empty';
import { RunListSkeleton } from './run-list-skeleton';
import { RunToolbar } from './run-toolbar';
import { useRunList } from './use-run-list';
import { useShownColumns } from './use-shown-columns';
import { RUN_VIEWS } from './views/default-views';
import { ViewBar } from './views/view-bar';

const DEBOUNCE_MS = 250;
/** So near to the end the next page is fetched by itself. */
const NEAR_END_PX = 400;

export function RunList() {
  const router = useRouter();
  const filters = useRunFilters();
  const columns = useShownColumns();
  const q = useDebounced(filters.query.q.trim(), DEBOUNCE_MS);
  const list = useRunList(filters.query, q);
  const scrollRef = useRef<HTMLDivElement>(null);
  const [currentId, setCurrentId] = useState<string | null>(null);
  const [firstKnownId, setFirstKnownId] = useState<string | null>(null);
  // In another order rows come in wherever they belong.
  const isNewestFirst = filters.query.sort === EVERY_RUN.sort && filters.query.dir === EVERY_RUN.dir;
  const { shown, held } = holdRows(list.rows, isNewestFirst ? firstKnownId : null);
  const selection = useSelection(toSearch({ ...filters.query, q, sort: EVERY_RUN.sort, dir: EVERY_RUN.dir }), shown);

  const onScroll = () => {
    const { scrollTop = 0, scrollHeight = 0, clientHeight = 0 } = scrollRef.current ?? {};
    setFirstKnownId((known) => (scrollTop > 8 ? (known ?? shown[0]?.id ?? null) : null));
    const isNearEnd = scrollTop > 8 && scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    if (isNearEnd && list.hasNextPage && !list.isFetching && !list.isFetchNextPageError) void list.fetchNextPage();
  };
  const move = (step: 1 | -1) => {
    const at = shown.findIndex((run) => run.id === currentId);
    const next = shown[at < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, at + step))];
    if (next) setCurrentId(next.id);
  };
  const letGo = () => (selection.runs.length > 0 ? selection.clear() : setCurrentId(null));
  const group = 'Runs';
  useShortcut('j', 'Next run', () => move(1), { group });
  useShortcut('k', 'Previous run', () => move(-1), { group });
  useShortcut('x', 'Select the run', () => currentId && selection.toggle(currentId, false), { group, enabled: currentId !== null });
  useShortcut('a', 'Select all runs that are loaded', selection.selectShown, { group, enabled: shown.length > 0 });
  useShortcut('enter', 'Open the run', () => currentId && router.push(`/runs/${currentId}`), { group, enabled: currentId !== null });
  useShortcut('esc', 'Let go of the runs', letGo, { group, enabled: currentId !== null || selection.runs.length > 0 });

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
        columns={runColumns({
          filters,
          shown: columns.shown,
          isSelected: (id) => selection.selection.rows.has(id),
          onToggle: (id, range) => {
            setCurrentId(id);
            selection.toggle(id, range);
          },
        })}
        rows={shown}
        rowKey={(run) => run.id}
        currentKey={currentId}
        selectedKeys={selection.selection.rows}
        cardClassName={RUN_CARD}
        scrollRef={scrollRef}
        onScroll={onScroll}
        stale={list.isPlaceholderData}
        footer={
          <ListFooter
            list={list}
            soFar={`${formatCount(shown.length)} of ${list.count ? countText(list.count) : '…'} runs`}
            all={plural(shown.length, 'run')}
          />
        }
      />
    );
  };
  return (
    <>
      <ViewBar
        page="runs"
        defaults={RUN_VIEWS}
        search={toSearch(filters.query)}
        named={filters.view}
        onShow={(search, view) => filters.show(fromSearch(search), view)}
        className="border-line border-t px-4 sm:px-5"
      />
      <RunToolbar filters={filters} columns={columns} />
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
      <BulkBar selection={selection} list={list} />
    </>
  );
}
