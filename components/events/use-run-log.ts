import { type QueryClient, useQuery } from '@tanstack/react-query';
import type { EventView } from '@/lib/contracts/event';
import { appendEvents, type EventLog, emptyLog } from '@/lib/run-cache/event-log';

const keyOf = (runId: string) => ['run-log', runId] as const;

/** The part of a run's log that this page has read: what came since it opened, and the older pages that were asked for. */
export function useRunLog(runId: string): EventLog | null {
  return useQuery<EventLog | null>({ queryKey: keyOf(runId), enabled: false, initialData: null, staleTime: Number.POSITIVE_INFINITY }).data;
}

/** `lastSeq` is that of the snapshot which the events follow. */
export function extendRunLog(client: QueryClient, runId: string, lastSeq: number, events: readonly EventView[]): void {
  client.setQueryData<EventLog | null>(keyOf(runId), (log) => appendEvents(log ?? emptyLog(lastSeq), events));
}
