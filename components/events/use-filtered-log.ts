import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { EventPage } from '@/lib/contracts/event';
import { type EventFilter, matchesEvent } from '@/lib/run-cache/match-event';
import { useTRPCClient } from '@/lib/trpc/context';
import { type LogRows, PAGE } from './log-rows';
import { useRunLog } from './use-run-log';

/** What the server is asked for a filter. */
export function filterInput({ group, taskKey, actor, text }: EventFilter) {
  const q = text.trim();
  return { ...(group ? { group } : {}), ...(taskKey ? { taskKey } : {}), ...(actor ? { actor } : {}), ...(q ? { q } : {}) };
}

export interface FilteredLog extends LogRows {
  hasOlder: boolean;
  readOlder: () => void;
}

/** The events that match: found by the server, newest page first, and what comes live added to them. */
export function useFilteredLog(runId: string, filter: EventFilter, enabled: boolean): FilteredLog {
  const api = useTRPCClient();
  const log = useRunLog(runId);
  const narrowing = filterInput(filter);
  const query = useInfiniteQuery({
    queryKey: ['run-events', runId, narrowing],
    queryFn: ({ pageParam, signal }) => api.runs.events.query({ runId, before: pageParam, limit: PAGE, ...narrowing }, { signal }),
    initialPageParam: Number.MAX_SAFE_INTEGER,
    getNextPageParam: (page: EventPage) => (page.items.length < PAGE ? null : (page.items[0]?.seq ?? null)),
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30_000,
  });
  const { data, refetch } = query;
  const readTo = data?.pages[0]?.lastSeq ?? 0;
  // Where the live log began anew behind a gap, what lies between is read.
  const hasGap = data !== undefined && log !== null && log.firstSeq > readTo + 1;
  useEffect(() => {
    if (hasGap) void refetch();
  }, [hasGap, refetch]);
  const events = useMemo(() => {
    const found = (data?.pages ?? []).toReversed().flatMap((page) => page.items);
    const live = (log?.items ?? []).filter((event) => event.seq > readTo && matchesEvent(event, filter));
    return [...found, ...live];
  }, [data, log, readTo, filter]);
  return {
    count: events.length,
    at: (index) => events[index],
    lastSeq: events.at(-1)?.seq ?? 0,
    isReading: query.isFetching,
    error: query.error,
    retry: () => void query.refetch(),
    hasOlder: query.hasNextPage,
    readOlder: () => void query.fetchNextPage(),
  };
}
