import type { Clock } from '@/server/core/ports/clock';
import type { Log } from '@/server/core/ports/log';
import { claimPeriodicJob, type PeriodicJob, releasePeriodicJob } from '@/server/engine/periodic';
import type { Database } from '@/server/infra/db/tx';

const MAX_PAUSE_MS = 5_000;

export interface HousekeeperDeps {
  db: Database;
  clock: Clock;
  log: Log;
  jobs: readonly PeriodicJob[];
}

/** Offers to run the periodic jobs, one at a time in this process; a job that fails is logged and comes round again. */
export function startHousekeeper({ db, clock, log, jobs }: HousekeeperDeps): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const pauseMs = Math.min(MAX_PAUSE_MS, ...jobs.map((job) => job.everyMs));

  async function offer(job: PeriodicJob): Promise<void> {
    if (!(await claimPeriodicJob(db, job))) return;
    let fault: string | null = null;
    try {
      await job.run(signal);
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error, job: job.name }, 'a periodic job failed; it comes round again');
      fault = error instanceof Error ? error.message : String(error);
    }
    await releasePeriodicJob(db, job, fault);
  }

  async function loop(): Promise<void> {
    while (!signal.aborted) {
      for (const job of jobs) {
        if (signal.aborted) return;
        await offer(job).catch((error: unknown) => log.warn({ err: error, job: job.name }, 'a periodic job could not be offered'));
      }
      await clock.sleep(pauseMs * (0.5 + clock.random() / 2), signal).catch(() => undefined);
    }
  }
  const running = jobs.length > 0 ? loop() : Promise.resolve();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
