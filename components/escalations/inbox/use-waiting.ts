'use client';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '@/lib/trpc/context';

const LIVE_MS = 10_000;

/** How much waits for people, for the places that lead here; undefined until known. */
export function useWaiting() {
  const trpc = useTRPC();
  return useQuery(
    trpc.escalations.waiting.queryOptions(undefined, {
      refetchInterval: LIVE_MS,
      // The badge in the title is for those who look elsewhere.
      refetchIntervalInBackground: true,
      staleTime: LIVE_MS / 2,
    }),
  ).data;
}
