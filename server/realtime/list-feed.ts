import type { Clock } from '@/server/core/ports/clock';

const INTERVAL_MS = 500;
const MAX_RUNS_PER_MESSAGE = 1_000;

/** Collects runs that moved: sends at once when idle, then at most twice a second. Stops with the signal. */
export function createListFeed(deps: { clock: Clock; signal: AbortSignal; send(runIds: string[]): void }): (runId: string) => void {
  const moved = new Set<string>();
  let resting = false;

  async function flush(): Promise<void> {
    resting = true;
    while (moved.size > 0) {
      const runIds = [...moved].slice(0, MAX_RUNS_PER_MESSAGE);
      for (const runId of runIds) moved.delete(runId);
      deps.send(runIds);
      try {
        await deps.clock.sleep(INTERVAL_MS, deps.signal);
      } catch {
        return;
      }
    }
    resting = false;
  }

  return (runId) => {
    moved.add(runId);
    if (!resting) void flush();
  };
}
