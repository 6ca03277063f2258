'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { coalesce } from '@/lib/query/coalesce';
import { useListLive } from '@/lib/realtime/use-run-live';
import { useTRPC } from '@/lib/trpc/context';

const REST_MS = 1_000;
/** Other people's decisions move no run. */
export const STALE_AFTER_MS = 15_000;
/** While a replay is under way it is looked at closely. */
export const CLOSE_MS = 1_000;

/** Reads incidents, letters and counts again: when runs move, and whenever it is called. */
export function useRefresh(): () => Promise<void> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [refresh] = useState(() =>
    coalesce(
      () =>
        Promise.all(
          [trpc.incidents.pathFilter(), trpc.deadLetters.pathFilter()].map((filter) =>
            queryClient.refetchQueries({ ...filter, type: 'active' }),
          ),
        ),
      REST_MS,
      (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    ),
  );
  useListLive(refresh);
  return refresh;
}
