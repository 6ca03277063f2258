import { useQuery } from '@tanstack/react-query';
import type { SideRef } from '@/components/checkpoints/compare-sides';
import { useTRPC } from '@/lib/trpc/context';

/** Runs as they stand or checkpoints, in whatever pair. */
export function useComparison(left: SideRef | null, right: SideRef | null) {
  const trpc = useTRPC();
  const [id, otherId] = [left?.id ?? '', right?.id ?? ''];
  const enabled = left !== null && right !== null;
  const isRun = left?.kind === 'run';
  const ofRun = useQuery(trpc.checkpoints.compareRuns.queryOptions({ runId: id, otherRunId: otherId }, { enabled: enabled && isRun }));
  const ofCheckpoint = useQuery(trpc.checkpoints.compare.queryOptions({ checkpointId: id, otherId }, { enabled: enabled && !isRun }));
  return isRun ? ofRun : ofCheckpoint;
}
