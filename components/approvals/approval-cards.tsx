'use client';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '@/lib/trpc/context';
import { ApprovalCard } from './approval-card';

const LIVE_MS = 5_000;

/** What a person is asked about a task that waits for one. */
export function ApprovalCards({ runId, taskKey }: { runId: string; taskKey: string }) {
  const trpc = useTRPC();
  const open = useQuery(
    trpc.approvals.list.queryOptions({ runId, taskKey, status: 'open', limit: 50 }, { refetchInterval: LIVE_MS, staleTime: 0 }),
  );
  const me = useQuery(trpc.system.me.queryOptions(undefined, { staleTime: 60_000 })).data;
  const items = [...(open.data?.items ?? [])].sort((a, b) => a.index - b.index);
  if (items.length === 0) return null;
  return (
    <section
      aria-label="Waits for you"
      className="scroll-quiet grid max-h-[55%] shrink-0 gap-2 overflow-y-auto border-line border-b px-4 pb-3"
    >
      {items.map((approval) => (
        <ApprovalCard key={approval.id} approval={approval} mayDecide={me?.permissions.includes('escalations.decide') ?? false} />
      ))}
    </section>
  );
}
