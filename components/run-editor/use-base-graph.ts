import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '@/lib/trpc/context';

/** The graph that an edit begins on. While somebody edits it is read again only when the graph of the run has become another. */
export function useBaseGraph(runId: string) {
  const trpc = useTRPC();
  return useQuery(trpc.edits.graph.queryOptions({ runId }, { staleTime: Number.POSITIVE_INFINITY, gcTime: 0 }));
}
