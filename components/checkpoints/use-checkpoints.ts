import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { toast } from '@/components/ui/toast';
import type { CheckpointView } from '@/lib/contracts/checkpoint';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';

/** Those made by themselves tell nobody: while the run goes on they are asked for again. */
const AGAIN_MS = 20_000;
const MOST = 200;

/** The checkpoints of a run, the latest state first. */
export function useCheckpoints(runId: string, live: boolean) {
  const trpc = useTRPC();
  return useQuery(trpc.checkpoints.list.queryOptions({ runId, limit: MOST }, { refetchInterval: live ? AGAIN_MS : false }));
}

/** What can be done with checkpoints; the list is read again after each. */
export function useChangeCheckpoint(runId: string) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: trpc.checkpoints.list.queryKey({ runId, limit: MOST }) });
  const options = (failed: string) => ({
    onSuccess,
    onError: (error: unknown) => toast.error(failed, { description: explainError(readError(error)) }),
  });
  const create = useMutation(trpc.checkpoints.create.mutationOptions(options('The checkpoint was not made')));
  const pin = useMutation(trpc.checkpoints.pin.mutationOptions(options('The checkpoint was not changed')));
  const remove = useMutation(trpc.checkpoints.delete.mutationOptions(options('The checkpoint was not deleted')));
  return {
    create,
    pin: (checkpoint: CheckpointView, pinned: boolean) => pin.mutate({ checkpointId: checkpoint.id, pinned }),
    rename: (checkpoint: CheckpointView, label: string, after: { onSuccess: () => void }) =>
      pin.mutate({ checkpointId: checkpoint.id, pinned: checkpoint.pinned, label }, after),
    remove,
    busy: create.isPending || pin.isPending || remove.isPending,
  };
}
