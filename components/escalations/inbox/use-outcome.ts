'use client';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '@/lib/trpc/context';
import { outcomeWords } from './inbox-words';

/** What came of one that was decided elsewhere: "Approved by ann". */
export function useOutcome(escalationId: string): string {
  const trpc = useTRPC();
  const decided = useQuery(trpc.escalations.get.queryOptions({ escalationId }, { staleTime: 60_000 })).data;
  if (!decided || decided.status === 'OPEN') return 'Decided elsewhere';
  return outcomeWords(decided);
}
