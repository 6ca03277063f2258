'use client';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, useSyncExternalStore } from 'react';
import { coalesce } from '@/lib/query/coalesce';
import { useListLive } from '@/lib/realtime/use-run-live';
import { useTRPC } from '@/lib/trpc/context';
import type { Range } from './ranges';

/** Between two readings, however much happens: figures that change faster cannot be read. */
const REST_MS = 600;
/** Time passes also where nothing moves, and messages may be lost. */
const STALE_AFTER_MS = 5_000;

const never = () => () => undefined;
const viewersZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The overview, kept up to date: read again when runs move, at most about twice a second. */
export function useOverview(range: Range) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  // The zone is the browser's: the server renders nothing with it.
  const timeZone = useSyncExternalStore(never, viewersZone, () => undefined);
  const [refresh] = useState(() =>
    coalesce(
      () => queryClient.refetchQueries({ ...trpc.dashboard.overview.pathFilter(), type: 'active' }),
      REST_MS,
      (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    ),
  );
  useListLive(refresh);
  return useQuery(
    trpc.dashboard.overview.queryOptions(
      { range, timeZone },
      { placeholderData: keepPreviousData, refetchInterval: STALE_AFTER_MS, enabled: timeZone !== undefined },
    ),
  );
}
