import { replaceEqualDeep, useQuery } from '@tanstack/react-query';
import type { RunDetail } from '@/lib/contracts/run';
import { useTRPC } from '@/lib/trpc/context';

/** A run with its tasks. An answer older than what the log has already told is dropped; unchanged tasks keep their identity. */
export function useRun(runId: string) {
  const trpc = useTRPC();
  return useQuery(
    trpc.runs.get.queryOptions(
      { runId },
      {
        structuralSharing: (before, after) => newer(before as RunDetail | undefined, after as RunDetail),
        // The log keeps it up to date.
        staleTime: 60_000,
      },
    ),
  );
}

function newer(before: RunDetail | undefined, after: RunDetail): RunDetail {
  if (!before) return after;
  return after.lastSeq < before.lastSeq ? before : replaceEqualDeep(before, after);
}
