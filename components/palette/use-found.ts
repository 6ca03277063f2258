'use client';
import { useQuery } from '@tanstack/react-query';
import { useDebounced } from '@/lib/query/use-debounced';
import { useTRPC } from '@/lib/trpc/context';

const PAUSE_MS = 120;

/** What a query of the search asked for; a line's end, which nothing begins with, where there was none. */
const askedOf = (key: readonly unknown[] | undefined): string => (key?.[1] as { input?: { q?: string } } | undefined)?.input?.q ?? '\n';

/** Runs and tasks that the server finds for what was typed; the answer to its beginning stays while the next is on its way. */
export function useFound(typed: string, open: boolean) {
  const trpc = useTRPC();
  const q = useDebounced(typed.trim(), PAUSE_MS);
  const found = useQuery(
    trpc.search.find.queryOptions(
      { q },
      {
        enabled: open && q.length > 0,
        placeholderData: (before, query) => (q.startsWith(askedOf(query?.queryKey)) ? before : undefined),
      },
    ),
  );
  // Enter takes what stands first: it must never be the answer to other words.
  const isCurrent = q.length > 0 && typed.trim().startsWith(q);
  return {
    runs: isCurrent ? (found.data?.runs ?? []) : [],
    tasks: isCurrent ? (found.data?.tasks ?? []) : [],
    isSearching: isCurrent && (found.isFetching || q !== typed.trim()),
    isError: found.isError,
  };
}
