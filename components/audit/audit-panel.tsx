'use client';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { useMemo } from 'react';
import { Panel } from '@/components/settings/panel';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';
import { AuditFilters } from './audit-filters';
import { AuditRow } from './audit-row';
import { auditQuery, useAuditFilters } from './use-audit-filters';

/** Who changed what, newest first. Nothing here can be changed or removed. */
export function AuditPanel() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const { filters, set, clear, isFiltered } = useAuditFilters();
  const { q, actor, action, since, target } = filters;
  const query = useMemo(() => auditQuery({ q, actor, action, since, target }, Date.now()), [q, actor, action, since, target]);
  const input = { ...query, limit: 50 };
  const list = useInfiniteQuery({
    queryKey: trpc.audit.list.infiniteQueryKey(input),
    queryFn: ({ pageParam, signal }) => client.audit.list.query({ ...input, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const entries = list.data?.pages.flatMap((page) => page.items) ?? [];
  const content = () => {
    if (list.isError) {
      return (
        <ErrorState title="Could not load the audit log" onRetry={() => void list.refetch()} retrying={list.isFetching}>
          {explainError(readError(list.error))}
        </ErrorState>
      );
    }
    if (list.isPending) return <Skeleton className="h-64" />;
    if (entries.length === 0) {
      return (
        <EmptyState
          icon={<ScrollText size={20} strokeWidth={1.6} aria-hidden />}
          title={isFiltered ? 'No entry matches' : 'Nothing was changed yet'}
          action={isFiltered ? <Button onClick={clear}>Clear the filters</Button> : undefined}
        >
          {isFiltered
            ? 'No change was made that fits all of these filters.'
            : 'Each change by a person, a token or an agent is written here.'}
        </EmptyState>
      );
    }
    return (
      <ol className="border-line border-t" aria-busy={list.isPlaceholderData}>
        {entries.map((entry) => (
          <AuditRow key={entry.id} entry={entry} onTarget={(id) => set({ target: id })} />
        ))}
      </ol>
    );
  };
  return (
    <Panel label="Audit" wide>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <AuditFilters filters={filters} set={set} clear={clear} isFiltered={isFiltered} query={query} />
        {content()}
        {list.hasNextPage ? (
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()} className="justify-self-center">
            Load more
          </Button>
        ) : null}
      </div>
    </Panel>
  );
}
