'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from '@/components/ui/toast';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';
import { type Asked, type InboxWord, sendAsk } from './ask-word';

/** What the bar of answers below an ask needs, besides the ask itself. */
export interface AskBar<Form extends string> {
  /** Whether `a` and `r` are this bar's own. */
  keys: boolean;
  /** Which answer is being written, with its words. */
  form: Form | null;
  onForm: (form: Form | null) => void;
  busy: boolean;
  error: string | null;
  onSay: (word: InboxWord) => void;
}

interface Sending {
  /** What the toast calls it. */
  title: string;
  /** Takes the word in place of the server. */
  onSay?: ((word: InboxWord) => void) | undefined;
  onDecided?: (() => void) | undefined;
}

/** Answers at once, unless somebody else takes the word. What was decided meanwhile by somebody else is read again and said. */
export function useAskBar<Form extends string>(asked: Asked | null, { title, onSay, onDecided }: Sending): AskBar<Form> {
  const [form, onForm] = useState<Form | null>(null);
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
    keys: !onSay,
    form,
    onForm,
    busy: decide.isPending,
    error: decide.error ? `That was not decided. ${explainError(readError(decide.error))}` : null,
    onSay(word) {
      onForm(null);
      if (onSay) onSay(word);
      else if (!decide.isPending) decide.mutate(word);
    },
  };
}
