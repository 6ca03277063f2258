import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { extendRunLog } from '@/components/events/use-run-log';
import type { EventView } from '@/lib/contracts/event';
import { useRunLive } from '@/lib/realtime/use-run-live';
import { applyEvents } from '@/lib/run-cache/apply-events';
import { createRunTail, type RunTail } from '@/lib/run-cache/run-tail';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';

const RETRY_MS = 1_500;
/** A line that changed under a reading (sleep, another network) may never answer it: then it is asked again. */
const READ_WITHIN_MS = 8_000;
/** A window that is covered draws no frames, though it may not count as hidden. */
const NO_FRAME_MS = 500;
/** Drawer and artifacts are read again at most this often, however much happens. */
const DETAILS_EVERY_MS = 300;

/** Keeps the cached run, its log, and what hangs on them in step with the seqs that the server announces. */
export function useRunTail(runId: string): void {
  const client = useQueryClient();
  const trpc = useTRPC();
  const api = useTRPCClient();
  const tail = useRef<RunTail | null>(null);
  const runKey = trpc.runs.get.queryKey({ runId });

  // The log on the server is the external system.
  useEffect(() => {
    const key = trpc.runs.get.queryKey({ runId });
    const details = createDetails(client, {
      artifacts: trpc.artifacts.list.queryKey({ runId }),
      escalations: trpc.escalations.pathKey(),
      proposals: trpc.proposals.list.queryKey({ runId }),
      edits: trpc.edits.pathKey(),
      task: (taskKey) => trpc.tasks.get.queryKey({ runId, key: taskKey }),
    });
    const own = createRunTail({
      currentSeq: () => client.getQueryData(key)?.lastSeq ?? null,
      read: (after) => api.runs.events.query({ runId, after, limit: 200 }, { signal: AbortSignal.timeout(READ_WITHIN_MS) }),
      apply: (events) => {
        const run = client.getQueryData(key);
        if (!run) return false;
        const applied = applyEvents(run, events);
        client.setQueryData(key, applied.run);
        extendRunLog(client, runId, run.lastSeq, events);
        details.touch(events);
        return applied.refetch;
      },
      refetch: async () => {
        await client.refetchQueries({ queryKey: key, exact: true });
        // The run as read again may be ahead of every event that was folded: what hangs on it is old then too.
        void client.invalidateQueries({ queryKey: trpc.tasks.get.queryKey({ runId }) });
      },
      nextFrame,
      later: (run) => setTimeout(run, RETRY_MS),
    });
    tail.current = own;
    return () => {
      own.stop();
      details.stop();
      tail.current = null;
    };
  }, [api, client, runId, trpc]);

  useRunLive(runId, {
    words: false,
    after: () => client.getQueryData(runKey)?.lastSeq ?? 0,
    onChanged: (seq) => tail.current?.reach(seq),
  });
}

function nextFrame(run: () => void): void {
  let done = false;
  const once = () => {
    if (!done) run();
    done = true;
  };
  requestAnimationFrame(once);
  setTimeout(once, NO_FRAME_MS);
}

/** Collects which details events made stale, and reads them again together. */
function createDetails(
  client: QueryClient,
  keys: {
    artifacts: readonly unknown[];
    escalations: readonly unknown[];
    proposals: readonly unknown[];
    edits: readonly unknown[];
    task: (key: string) => readonly unknown[];
  },
): { touch: (events: readonly EventView[]) => void; stop: () => void } {
  const tasks = new Set<string>();
  /** Lists of the run that are old now. */
  const lists = new Set<'artifacts' | 'escalations' | 'proposals' | 'edits'>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastMs = 0;
  let reading = false;
  let stopped = false;
  const plan = () => {
    if (reading || stopped || tasks.size + lists.size === 0) return;
    timer ??= setTimeout(() => void readAgain(), Math.max(0, DETAILS_EVERY_MS - (performance.now() - lastMs)));
  };
  // One reading after the other: invalidating again would break off an answer that is under way, and on a slow line every one.
  const readAgain = async () => {
    timer = undefined;
    lastMs = performance.now();
    reading = true;
    const stale = [...[...tasks].map(keys.task), ...[...lists].map((name) => keys[name])];
    tasks.clear();
    lists.clear();
    await Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey })));
    reading = false;
    plan();
  };
  return {
    touch(events) {
      for (const event of events) {
        // A decision may show what was masked, or mask it again.
        if (event.type === 'artifact.written' || event.type.startsWith('escalation.')) lists.add('artifacts');
        if (event.type.startsWith('escalation.')) lists.add('escalations');
        if (event.type.startsWith('edit.')) lists.add('proposals');
        if (event.type === 'run.edited') lists.add('edits');
        if (event.taskKey) tasks.add(event.taskKey);
      }
      plan();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
