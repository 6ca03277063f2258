import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTRPCClient } from '@/lib/trpc/context';
import { extendModel, type TimelineModel } from './timeline-model';

/** The timeline of a run: read once, then only what came behind it. */
export function useTimeline(runId: string, lastSeq: number) {
  const api = useTRPCClient();
  const client = useQueryClient();
  const queryKey = ['timeline', runId];
  const query = useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const known = client.getQueryData<TimelineModel>(queryKey) ?? null;
      const answer = await api.runs.timeline.query({ runId, after: known?.lastSeq ?? 0 }, { signal });
      return extendModel(known, answer);
    },
    structuralSharing: false,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  const behind = query.data !== undefined && query.data.lastSeq < lastSeq && !query.isFetching && !query.isError;
  const { refetch } = query;
  useEffect(() => {
    if (!behind) return;
    // What comes in one moment is read together.
    const timer = setTimeout(() => void refetch(), 150);
    return () => clearTimeout(timer);
  }, [behind, refetch]);
  return query;
}
