'use client';
import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { coalesce } from '@/lib/query/coalesce';
import { useListLive } from '@/lib/realtime/use-run-live';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';
import type { TaskFilters } from './use-task-filters';

const PAGE_SIZE = 50;
const STALE_AFTER_MS = 15_000;
const REST_MS = 1_000;

/** Tasks page after page, kept up to date as runs move. */
export function useTaskList({
  since,
  status,
  outcome,
  role,
  waitingFor,
}: Pick<TaskFilters, 'since' | 'status' | 'outcome' | 'role' | 'waitingFor'>) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [refresh] = useState(() =>
    coalesce(
      () => queryClient.refetchQueries({ ...trpc.tasks.list.pathFilter(), type: 'active' }),
      REST_MS,
      (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    ),
  );
  useListLive(refresh);
  const input = {
    since: since ?? undefined,
    status: status ?? undefined,
    outcome: outcome ?? undefined,
    role: role ?? undefined,
    waitingFor: waitingFor ?? undefined,
    limit: PAGE_SIZE,
  };
  const query = useInfiniteQuery({
    queryKey: trpc.tasks.list.infiniteQueryKey(input),
    queryFn: ({ pageParam, signal }) => client.tasks.list.query({ ...input, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: STALE_AFTER_MS,
  });
  return { ...query, rows: (query.data?.pages ?? []).flatMap((page) => page.items) };
}
