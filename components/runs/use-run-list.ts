'use client';
import { keepPreviousData, type QueryClient, type QueryFilters, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { RunListItem } from '@/lib/contracts/run';
import { coalesce } from '@/lib/query/coalesce';
import { useListLive } from '@/lib/realtime/use-run-live';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';
import { type RunQuery, toFilter } from './filters/run-query';

const PAGE_SIZE = 50;
/** However many messages were lost on the way: the list is never older than this. */
const STALE_AFTER_MS = 30_000;
/** Between two readings of the list, however much happens: figures that change faster cannot be read. */
const REST_MS = 1000;

const COUNT_STALE_MS = 5_000;

/** Runs in the order asked for, page after page, kept up to date. `q` is what was typed, at rest. The key is the procedure's, so that whoever invalidates `runs.list` reaches it. */
export function useRunList(asked: RunQuery, q: string) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [refresh] = useState(() =>
    coalesce(
      async () => {
        void queryClient.invalidateQueries(trpc.runs.count.pathFilter());
        await readAgain(queryClient, { ...trpc.runs.list.pathFilter(), type: 'active' });
      },
      REST_MS,
      (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    ),
  );
  useListLive(refresh);
  const filter = toFilter(asked, q);
  const input = { ...filter, sort: asked.sort, dir: asked.dir, limit: PAGE_SIZE };
  const query = useInfiniteQuery({
    queryKey: trpc.runs.list.infiniteQueryKey(input),
    queryFn: ({ pageParam, signal }) => client.runs.list.query({ ...input, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: STALE_AFTER_MS,
  });
  const count = useQuery(trpc.runs.count.queryOptions(filter, { placeholderData: keepPreviousData, staleTime: COUNT_STALE_MS })).data;
  return { ...query, rows: uniqueRuns(query.data?.pages ?? []), count, filter };
}

/**
 * Reads what is shown once more. A first reading that is under way would be given as the answer, though it may have looked before
 * what this is about: then another follows it.
 */
async function readAgain(queryClient: QueryClient, shown: QueryFilters): Promise<void> {
  const reading = queryClient.getQueryCache().findAll({ ...shown, fetchStatus: 'fetching' });
  const isFirst = reading.some((query) => query.state.data === undefined);
  await queryClient.refetchQueries(shown);
  if (isFirst) await queryClient.refetchQueries(shown);
}

/** A run that slid to the next page between two fetches is listed once. */
export function uniqueRuns(pages: readonly { items: readonly RunListItem[] }[]): RunListItem[] {
  const byId = new Map(pages.flatMap((page) => page.items.map((run) => [run.id, run] as const)));
  return [...byId.values()];
}
