'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from '@/components/ui/toast';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';
import { type Asked, type InboxWord, sendAsk } from './ask-word';

/** Sends a decision at once. What was decided meanwhile by somebody else is read again and said. */
export function useAskWord(asked: Asked | null, title: string, onDecided?: () => void) {
  const trpc = useTRPC();
  const trpcClient = useTRPCClient();
  const client = useQueryClient();
  const decide = useMutation({
    mutationFn: async (word: InboxWord) => {
      if (asked) await sendAsk(trpcClient, asked, word);
    },
    onSuccess: (_, { status }) => {
      toast.success(status === 'REJECTED' ? 'Refused' : 'Approved', { description: title });
      onDecided?.();
    },
    onError: (error) => {
      const fault = readError(error);
      if (fault.code === 'conflict') toast.error('That was not decided', { description: explainError(fault) });
    },
    onSettled: () =>
      Promise.all(
        [trpc.approvals.pathFilter(), trpc.proposals.pathFilter(), trpc.escalations.pathFilter(), trpc.runs.get.pathFilter()].map(
          (filter) => client.invalidateQueries(filter),
        ),
      ),
  });
  return {
    send: (word: InboxWord) => {
      if (!decide.isPending) decide.mutate(word);
    },
    busy: decide.isPending,
    fault: decide.error ? `That was not decided. ${explainError(readError(decide.error))}` : null,
  };
}
