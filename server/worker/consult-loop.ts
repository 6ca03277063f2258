import type { Clock } from '@/server/core/ports/clock';
import type { ConsultDesk } from '@/server/core/ports/consult-desk';
import type { Log } from '@/server/core/ports/log';

/** How soon somebody is asked who is due: tiers last minutes. */
const LOOK_MS = 1_000;
/** Calls at a time, so that a slow answer holds nobody else up. */
const AT_A_TIME = 2;

/** Looks for who is to be asked about an escalation, and asks. Beside the tasks: it takes none of their slots. */
export function startConsultLoop({ desk, clock, log }: { desk: ConsultDesk; clock: Clock; log: Log }): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  async function loop(): Promise<void> {
    while (!signal.aborted) {
      const more = await desk.next(signal).catch((error: unknown) => {
        log.warn({ err: error }, 'who is to be asked about escalations could not be read');
        return false;
      });
      if (!more) await clock.sleep(LOOK_MS * (0.75 + clock.random() / 2), signal).catch(() => undefined);
    }
  }
  const running = Array.from({ length: AT_A_TIME }, loop);
  return {
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}
