'use client';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '@/lib/trpc/context';

/** Whether the viewer may change settings; undefined until known. */
export function useMayManage(): boolean | undefined {
  const trpc = useTRPC();
  return useQuery(trpc.system.me.queryOptions(undefined, { staleTime: 60_000 })).data?.permissions.includes('settings.manage');
}
