'use client';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';
import { isReplaying } from './letter-words';
import type { IncidentFilters } from './use-incident-filters';
import { CLOSE_MS, STALE_AFTER_MS, useRefresh } from './use-refresh';

const PAGE_SIZE = 50;

/** Incidents page after page, kept up to date. `q` is what was typed, at rest. */
export function useIncidentList({ status, run }: Pick<IncidentFilters, 'status' | 'run'>, q: string) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  useRefresh();
  const input = {
    ...(status === 'all' ? {} : { status }),
    ...(q === '' ? {} : { q }),
    ...(run === null ? {} : { runId: run }),
    limit: PAGE_SIZE,
  };
  const query = useInfiniteQuery({
    queryKey: trpc.incidents.list.infiniteQueryKey(input),
    queryFn: ({ pageParam, signal }) => client.incidents.list.query({ ...input, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.items.some(isReplaying)) ? CLOSE_MS : STALE_AFTER_MS),
  });
  const byFingerprint = new Map((query.data?.pages ?? []).flatMap((page) => page.items.map((item) => [item.fingerprint, item] as const)));
  return { ...query, rows: [...byFingerprint.values()] };
}
