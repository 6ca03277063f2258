'use client';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';
import { isReplaying } from './letter-words';
import { CLOSE_MS, STALE_AFTER_MS, useRefresh } from './use-refresh';

const PAGE_SIZE = 100;

/** One cause; looked at closely while it is replayed. */
export function useIncident(fingerprint: string) {
  const trpc = useTRPC();
  useRefresh();
  return useQuery(
    trpc.incidents.get.queryOptions(
      { fingerprint },
      { refetchInterval: ({ state }) => (state.data && isReplaying(state.data) ? CLOSE_MS : STALE_AFTER_MS) },
    ),
  );
}

/** Its letters, newest first, page after page. */
export function useLetters(input: { fingerprint: string | null; runId: string | null; isOpenOnly: boolean; isClose: boolean }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const asked = {
    ...(input.fingerprint === null ? {} : { fingerprint: input.fingerprint }),
    ...(input.runId === null ? {} : { runId: input.runId }),
    ...(input.isOpenOnly ? { status: 'pending' as const } : {}),
    limit: PAGE_SIZE,
  };
  const query = useInfiniteQuery({
    queryKey: trpc.deadLetters.list.infiniteQueryKey(asked),
    queryFn: ({ pageParam, signal }) => client.deadLetters.list.query({ ...asked, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    enabled: input.fingerprint !== null,
    refetchInterval: input.isClose ? 2 * CLOSE_MS : STALE_AFTER_MS,
  });
  const byId = new Map((query.data?.pages ?? []).flatMap((page) => page.items.map((item) => [item.id, item] as const)));
  return { ...query, rows: [...byId.values()] };
}

/** One letter with its evidence. */
export function useLetter(deadLetterId: string | null) {
  const trpc = useTRPC();
  return useQuery(
    trpc.deadLetters.get.queryOptions(
      { deadLetterId: deadLetterId ?? '' },
      {
        enabled: deadLetterId !== null,
        refetchInterval: ({ state }) => (state.data?.outcome?.state === 'running' ? CLOSE_MS : STALE_AFTER_MS),
      },
    ),
  );
}
