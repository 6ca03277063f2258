'use client';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '@/lib/trpc/context';

const LIVE_MS = 10_000;

/** How much is open, for the places that lead here; undefined until known. */
export function useDeadLetterCounts() {
  const trpc = useTRPC();
  return useQuery(trpc.deadLetters.counts.queryOptions(undefined, { refetchInterval: LIVE_MS, staleTime: LIVE_MS / 2 })).data;
}
