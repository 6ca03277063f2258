'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDebounced } from '@/lib/query/use-debounced';
import { useTRPC } from '@/lib/trpc/context';

const PAUSE_MS = 120;

/** Runs and tasks that the server finds for what was typed; the last answer stays while the next is on its way. */
export function useFound(typed: string, open: boolean) {
  const trpc = useTRPC();
  const q = useDebounced(typed.trim(), PAUSE_MS);
  const found = useQuery(trpc.search.find.queryOptions({ q }, { enabled: open && q.length > 0, placeholderData: keepPreviousData }));
  const isCurrent = q.length > 0;
  return {
    runs: isCurrent ? (found.data?.runs ?? []) : [],
    tasks: isCurrent ? (found.data?.tasks ?? []) : [],
    isSearching: isCurrent && (found.isFetching || q !== typed.trim()),
    isError: found.isError,
  };
}
