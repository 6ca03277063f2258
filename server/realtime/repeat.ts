import type { Clock } from '@/server/core/ports/clock';
import type { Log } from '@/server/core/ports/log';

/** Does `work` again and again, `everyMs` after its last end, until the signal. A failing stretch is one line in the log. */
export async function repeat(
  work: () => Promise<void> | void,
  options: { everyMs: number; what: string; clock: Clock; signal: AbortSignal; log: Log },
): Promise<void> {
  const { everyMs, what, clock, signal, log } = options;
  let failing = false;
  while (!signal.aborted) {
    try {
      await clock.sleep(everyMs, signal);
    } catch {
      return;
    }
    try {
      await work();
      failing = false;
    } catch (error) {
      if (!failing) log.warn({ error: String(error) }, `${what} failed; goes on trying`);
      failing = true;
    }
  }
}
