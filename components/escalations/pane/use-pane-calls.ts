'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from '@/components/ui/toast';
import type { EscalationView } from '@/lib/contracts/escalation';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';

/** A fault of one field stands under it; others stand above the buttons. */
function faultsOf(failed: unknown): { error?: string; toError?: string } {
  if (!failed) return {};
  const fault = readError(failed);
  const about = fault.issues.find(({ path }) => path === 'to');
  return about ? { toError: about.message } : { error: explainError(fault) };
}

/** What can be done about an escalation beside deciding it. `onDone` is called once it is. */
export function usePaneCalls({ id: escalationId, title }: Pick<EscalationView, 'id' | 'title'>, onDone: () => void) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const told = (said: string) => ({
    onSuccess: () => {
      toast.success(said, { description: title });
      onDone();
    },
    onSettled: () => client.invalidateQueries(trpc.escalations.pathFilter()),
  });
  const ask = useMutation(trpc.escalations.ask.mutationOptions(told('Asked back: the clock stands')));
  const answer = useMutation(trpc.escalations.answer.mutationOptions(told('Answered: the clock goes on')));
  const reassign = useMutation(trpc.escalations.reassign.mutationOptions(told('Handed over')));
  const delegate = useMutation(trpc.escalations.delegate.mutationOptions(told('Delegated')));
  const snooze = useMutation(trpc.escalations.snooze.mutationOptions(told('Put off')));
  const revoke = useMutation(trpc.escalations.revoke.mutationOptions(told('Taken back: it is asked again')));
  const all = [ask, answer, reassign, delegate, snooze, revoke];
  const failed = all.find((call) => call.error)?.error;
  const noted = (note: string) => (note === '' ? {} : { note });
  return {
    busy: all.some((call) => call.isPending),
    ...faultsOf(failed),
    forget: () => {
      for (const call of all) call.reset();
    },
    ask: (question: string) => ask.mutate({ escalationId, question }),
    answer: (words: string) => answer.mutate({ escalationId, answer: words }),
    reassign: (to: string | null, note: string) => reassign.mutate({ escalationId, to, ...noted(note) }),
    delegate: (to: string, note: string) => delegate.mutate({ escalationId, to, ...noted(note) }),
    snooze: (until: string | null) => snooze.mutate({ escalationId, until }),
    revoke: (reason: string) => revoke.mutate({ escalationId, reason }),
  };
}
