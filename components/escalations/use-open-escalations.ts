import { useQuery } from '@tanstack/react-query';
import type { EscalationView } from '@/lib/contracts/escalation';
import type { RunDetail } from '@/lib/contracts/run';
import { useTRPC } from '@/lib/trpc/context';

/** The log says when to read again; this is for a line that dropped it. */
const LIVE_MS = 15_000;
const MOST = 50;

const PRIORITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];
const ENDED = new Set(['SUCCEEDED', 'CANCELLED']);

/** What waits for a decision: the gravest first, of equals the oldest. What is decided elsewhere goes at once. */
export function useOpenEscalations(run: Pick<RunDetail, 'id' | 'status' | 'tasks'>): EscalationView[] {
  const trpc = useTRPC();
  const waiting = new Set(run.tasks.filter((task) => task.waitingFor === 'decision').map((task) => task.key));
  const list = useQuery(
    trpc.escalations.list.queryOptions(
      { runId: run.id, status: 'OPEN', limit: MOST },
      { enabled: waiting.size > 0 || !ENDED.has(run.status), refetchInterval: LIVE_MS, staleTime: 0 },
    ),
  );
  // A gate that no longer waits has been decided about.
  return (list.data?.items ?? [])
    .filter(({ subject, taskKey }) => subject !== 'ruling' || (taskKey !== null && waiting.has(taskKey)))
    .reverse()
    .toSorted((a, b) => PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority));
}
