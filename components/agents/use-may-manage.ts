'use client';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '@/lib/trpc/context';

/** Whether this person may change and try roles; null while it is not known. */
export function useMayManage(): boolean | null {
  const trpc = useTRPC();
  const me = useQuery(trpc.system.me.queryOptions(undefined, { staleTime: 60_000 })).data;
  return me ? me.permissions.includes('agents.manage') : null;
}
