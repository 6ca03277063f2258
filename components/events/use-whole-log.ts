import { useQueries } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTRPC } from '@/lib/trpc/context';
import { type LogRows, PAGE, pagesInSight } from './log-rows';
import { useRunLog } from './use-run-log';

/** All of a log, of which only the pages in sight are read: seqs have no gaps, so every row's place is known. */
export function useWholeLog(runId: string, lastSeq: number, sight: { first: number; last: number }, enabled: boolean): LogRows {
  const trpc = useTRPC();
  const log = useRunLog(runId);
  const count = Math.max(lastSeq, log?.lastSeq ?? 0);
  /** From here on the page has the events by itself. */
  const ownFrom = log?.firstSeq ?? count + 1;
  const pages = enabled ? pagesInSight(sight.first, sight.last, count).filter((page) => page * PAGE + 1 < ownFrom) : [];
  const queries = useQueries({
    queries: pages.map((page) =>
      trpc.runs.events.queryOptions({ runId, after: page * PAGE, limit: PAGE }, { staleTime: Number.POSITIVE_INFINITY }),
    ),
  });
  const byPage = new Map(pages.map((page, index) => [page, queries[index]]));

  // A page that was read before its last events were written is read again.
  const short = pages.find((page) => {
    const query = byPage.get(page);
    return query?.data && !query.isFetching && query.data.items.length < Math.min(PAGE, ownFrom - 1 - page * PAGE);
  });
  const refetch = short === undefined ? undefined : byPage.get(short)?.refetch;
  useEffect(() => {
    if (short !== undefined) void refetch?.();
  }, [short, refetch]);

  const failed = queries.find((query) => query.isError && !query.data);
  return {
    count,
    at: (index) => {
      const seq = index + 1;
      return log && seq >= log.firstSeq ? log.items[seq - log.firstSeq] : byPage.get(Math.floor(index / PAGE))?.data?.items[index % PAGE];
    },
    lastSeq: count,
    isReading: queries.some((query) => query.isPending),
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
  };
}
