'use client';
import { useQuery } from '@tanstack/react-query';
import type { InboxItem } from '@/lib/contracts/escalation-inbox';
import { useTRPC } from '@/lib/trpc/context';
import { callOutcome, editOutcome } from '../asks/ask-words';
import { outcomeWords } from './inbox-words';

const STALE_MS = 60_000;

/** What came of one that was decided elsewhere: "Approved by ann". */
export function useOutcome({ id, kind }: Pick<InboxItem, 'id' | 'kind'>): string {
  const trpc = useTRPC();
  const options = (of: InboxItem['kind']) => ({ staleTime: STALE_MS, enabled: kind === of });
  const decided = useQuery(trpc.escalations.get.queryOptions({ escalationId: id }, options('escalation'))).data;
  const call = useQuery(trpc.approvals.get.queryOptions({ approvalId: id }, options('call'))).data;
  const edit = useQuery(trpc.proposals.get.queryOptions({ proposalId: id }, options('edit'))).data;
  if (call && call.status !== 'open') return callOutcome(call);
  if (edit && edit.status !== 'open') return editOutcome(edit);
  return decided && decided.status !== 'OPEN' ? outcomeWords(decided) : 'Decided elsewhere';
}
