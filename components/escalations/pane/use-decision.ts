'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from '@/components/ui/toast';
import type { DecideEscalation, EscalationView } from '@/lib/contracts/escalation';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { statusWords } from '../escalation-words';

/** Sends a decision at once. What was decided meanwhile by somebody else is read again and said. */
export function useDecision(escalation: Pick<EscalationView, 'runId' | 'title'>, onDecided?: () => void) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const decide = useMutation(
    trpc.escalations.decide.mutationOptions({
      onSuccess: ({ status, votes, approvalsNeeded }) => {
        const said = status === 'OPEN' ? `Your approval counts: ${votes.length} of ${approvalsNeeded}` : statusWords(status);
        toast.success(said, { description: escalation.title });
        onDecided?.();
      },
      onError: (error) => {
        const fault = readError(error);
        if (fault.code === 'conflict') toast.error('That was not decided', { description: explainError(fault) });
      },
      onSettled: () =>
        Promise.all([
          client.invalidateQueries(trpc.escalations.pathFilter()),
          client.invalidateQueries(trpc.runs.get.queryFilter({ runId: escalation.runId })),
        ]),
    }),
  );
  return {
    send: (decision: DecideEscalation) => {
      if (!decide.isPending) decide.mutate(decision);
    },
    busy: decide.isPending,
    fault: decide.error ? readError(decide.error) : null,
  };
}
