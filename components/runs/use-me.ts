'use client';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '@/lib/trpc/context';

const STALE_MS = 60_000;

/** Who is signed in and what they may do; undefined until known. */
export function useMe() {
  const trpc = useTRPC();
  return useQuery(trpc.system.me.queryOptions(undefined, { staleTime: STALE_MS })).data;
}
