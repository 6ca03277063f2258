'use client';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { RunListItem } from '@/lib/contracts/run';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';
import type { RunFilterStatus } from './use-run-filters';

const PAGE_SIZE = 50;

/** Runs, newest first, page after page. The key is the procedure's, so that whoever invalidates `runs.list` reaches it. */
export function useRunList(filters: { q: string; status: RunFilterStatus | null }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const input = { q: filters.q || undefined, status: filters.status ?? undefined, limit: PAGE_SIZE };
  const query = useInfiniteQuery({
    queryKey: trpc.runs.list.infiniteQueryKey(input),
    queryFn: ({ pageParam, signal }) => client.runs.list.query({ ...input, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  return { ...query, rows: uniqueRuns(query.data?.pages ?? []) };
}

/** A run that slid to the next page between two fetches is listed once. */
export function uniqueRuns(pages: readonly { items: readonly RunListItem[] }[]): RunListItem[] {
  const byId = new Map(pages.flatMap((page) => page.items.map((run) => [run.id, run] as const)));
  return [...byId.values()];
}
