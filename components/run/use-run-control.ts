import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from '@/components/ui/toast';
import type { RunDetail } from '@/lib/contracts/run';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';

export interface RunControl {
  pause: () => void;
  resume: () => void;
  cancel: (after: { onSuccess: () => void }) => void;
  setBudget: (budgetUsd: number | null, after: { onSuccess: () => void }) => void;
  /** What was asked for and is not yet confirmed: shown in place of the state. */
  doing: string | null;
  busy: boolean;
}

/** What a person does to a run. The state says at once what was asked; the answer of the server replaces it. */
export function useRunControl(runId: string): RunControl {
  const trpc = useTRPC();
  const client = useQueryClient();
  const options = (failed: string) => ({
    onSuccess: (run: RunDetail) => {
      client.setQueryData(trpc.runs.get.queryKey({ runId }), run);
    },
    onError: (error: unknown) => toast.error(failed, { description: explainError(readError(error)) }),
  });
  const pause = useMutation(trpc.runs.pause.mutationOptions(options('The run was not paused')));
  const resume = useMutation(trpc.runs.resume.mutationOptions(options('The run was not resumed')));
  const cancel = useMutation(trpc.runs.cancel.mutationOptions(options('The run was not cancelled')));
  const setBudget = useMutation(trpc.runs.setBudget.mutationOptions(options('The budget was not changed')));
  return {
    pause: () => pause.mutate({ runId }),
    resume: () => resume.mutate({ runId }),
    cancel: (after) => cancel.mutate({ runId }, after),
    setBudget: (budgetUsd, after) => setBudget.mutate({ runId, budgetUsd }, after),
    doing: pause.isPending ? 'Pausing…' : resume.isPending ? 'Resuming…' : cancel.isPending ? 'Cancelling…' : null,
    busy: pause.isPending || resume.isPending || cancel.isPending || setBudget.isPending,
  };
}
