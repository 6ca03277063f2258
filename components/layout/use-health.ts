'use client';
import { useQuery } from '@tanstack/react-query';
import type { Health } from '@/lib/contracts/live';
import { useTRPC } from '@/lib/trpc/context';

const EVERY_MS = 15_000;

/** What the installation says of itself; undefined until known. */
export function useHealth(): Health | undefined {
  const trpc = useTRPC();
  return useQuery(trpc.system.health.queryOptions(undefined, { refetchInterval: EVERY_MS, staleTime: EVERY_MS })).data;
}
