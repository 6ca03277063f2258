import { QueryObserver, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTRPC } from '@/lib/trpc/context';

const OPTIONS = { staleTime: Number.POSITIVE_INFINITY, gcTime: 0 };

/** The graph that an edit begins on. While somebody edits it is read again only when the graph of the run has become another. */
export function useBaseGraph(runId: string) {
  const trpc = useTRPC();
  return useQuery(trpc.edits.graph.queryOptions({ runId }, OPTIONS));
}

/** Reads it already while the run itself is read, where a page opens with its editor. */
export function useEarlyGraph(runId: string, wanted: boolean): void {
  const trpc = useTRPC();
  const client = useQueryClient();
  useEffect(() => {
    if (wanted) return new QueryObserver(client, trpc.edits.graph.queryOptions({ runId }, OPTIONS)).subscribe(() => undefined);
  }, [trpc, client, runId, wanted]);
}
