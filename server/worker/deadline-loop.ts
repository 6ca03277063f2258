import type { Clock } from '@/server/core/ports/clock';
import type { Ladder } from '@/server/core/ports/ladder';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import { findDueEscalations, passDeadline } from '@/server/engine/pass-deadline';
import type { Database } from '@/server/infra/db/tx';

const LOOK_MS = 1_000;
const BATCH = 100;
/** One that could not be dealt with is left alone for so long: it must not keep others waiting. */
const RETRY_MS = 60_000;

export interface DeadlineDeps {
  db: Database;
  bus: LiveBus;
  clock: Clock;
  log: Log;
  ladder: Ladder;
}

/** Deadlines of escalations. Every worker looks; the run's gate lets each pass once. */
export function createDeadlines({ db, bus, clock, log, ladder }: DeadlineDeps): { sweep(signal?: AbortSignal): Promise<number> } {
  /** Until when what failed is left alone. */
  const resting = new Map<string, number>();

  async function pass(due: { id: string; runId: string }): Promise<boolean> {
    try {
      const head = await db.transaction((tx) => passDeadline(tx, due, ladder.current()));
      if (!head) return false;
      // By its default a run may be paused, a task refused: whoever is at it stops.
      bus.publish({ kind: 'run', runId: head.runId, seq: head.seq, control: true });
      bus.publish({ kind: 'ready' });
      return true;
    } catch (error) {
      resting.set(due.id, clock.now() + RETRY_MS);
      log.warn(
        { err: error, runId: due.runId, escalationId: due.id },
        'a deadline of an escalation could not be passed; it is tried again',
      );
      return false;
    }
  }
  return {
    /** Each that is due passes one tier at most. Returns how many did. */
    async sweep(signal) {
      for (const [id, until] of resting) if (until <= clock.now()) resting.delete(id);
      // Those that rest stay due: they must not fill the batch.
      const due = await findDueEscalations(db, BATCH + resting.size);
      let passed = 0;
      for (const one of due) {
        if (signal?.aborted) break;
        if (!resting.has(one.id) && (await pass(one))) passed += 1;
      }
      return passed;
    },
  };
}

/** Looks once a second until it is stopped. */
export function startDeadlineLoop(deps: DeadlineDeps): { stop(): Promise<void> } {
  const { clock, log } = deps;
  const deadlines = createDeadlines(deps);
  const stopping = new AbortController();
  const { signal } = stopping;
  async function loop(): Promise<void> {
    while (!signal.aborted) {
      const passed = await deadlines.sweep(signal).catch((error: unknown) => {
        log.warn({ err: error }, 'deadlines of escalations could not be read');
        return 0;
      });
      if (passed < BATCH) await clock.sleep(LOOK_MS * (0.75 + clock.random() / 2), signal).catch(() => undefined);
    }
  }
  const running = loop();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
