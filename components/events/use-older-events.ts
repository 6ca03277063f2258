import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type EventLog, emptyLog, prependEvents } from '@/lib/run-cache/event-log';
import { useTRPCClient } from '@/lib/trpc/context';
import { changeRunLog } from './use-run-log';

const PAGE = 200;

/** Reads the page before what the log holds. `lastSeq` is where an empty log begins to count back. */
export function useOlderEvents(runId: string, log: EventLog | null, lastSeq: number) {
  const api = useTRPCClient();
  const client = useQueryClient();
  const firstSeq = log?.firstSeq ?? lastSeq + 1;
  const mutation = useMutation({
    mutationFn: () => {
      const limit = Math.min(PAGE, firstSeq - 1);
      return api.runs.events.query({ runId, after: firstSeq - 1 - limit, limit });
    },
    onSuccess: (page) => changeRunLog(client, runId, (current) => prependEvents(current ?? emptyLog(lastSeq), page.items)),
  });
  return { hasOlder: firstSeq > 1, read: mutation.mutate, isReading: mutation.isPending, error: mutation.error };
}
