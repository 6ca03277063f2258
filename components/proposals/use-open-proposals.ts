import { useQuery } from '@tanstack/react-query';
import type { Proposal } from '@/lib/contracts/edit';
import { useTRPC } from '@/lib/trpc/context';

/** Edits of a run that nobody has decided about, oldest first. The log says when to read again. */
export function useOpenProposals(runId: string, active: boolean): Proposal[] {
  const trpc = useTRPC();
  const list = useQuery(trpc.proposals.list.queryOptions({ runId }, { enabled: active, staleTime: 60_000 }));
  return active ? (list.data?.items ?? []).filter(({ status }) => status === 'open').reverse() : [];
}
