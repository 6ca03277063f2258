import type { Clock } from '@/server/core/ports/clock';
import type { Ladder } from '@/server/core/ports/ladder';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import { deleteExpired } from '@/server/engine/expire';
import { heartbeat, markWorkerStopped, registerWorker, takeOverLostTasks, type WorkerIdentity } from '@/server/engine/lease';
import type { Database, Session } from '@/server/infra/db/tx';
import type { Dispatcher } from './dispatcher';

const BEAT_MS = 1_000;
const SWEEP_MS = 600_000;
/** A worker that starts often follows one that was killed: at first it looks sooner than a beat for sessions that are gone. */
const EARLY_LOOK_MS = 200;
const EARLY_LOOKS = 15;
/** These looks leave silence alone, which only the beat's own pace can judge: ten years of it. */
const ANY_SILENCE_MS = 315_360_000_000;

export interface LeaseKeeperDeps {
  db: Database;
  bus: LiveBus;
  clock: Clock;
  log: Log;
  ladder: Ladder;
  openSession: () => Promise<Session>;
  worker: WorkerIdentity;
  leaseMs: number;
  dispatcher: Dispatcher;
}

export interface LeaseKeeper {
  /** Asks at once which tasks are paused, cancelled or fenced (the bus said so); otherwise the next beat would. */
  check(): void;
  /** Without signing off, others take what is left once the session's lock is free. */
  stop(how: { signOff: boolean }): Promise<void>;
}

/**
 * Beats once a second on a session of its own, whose lock says that the worker lives; looks after dead workers' tasks and
 * orphans beside it. A lost session is opened again; until then nobody hears from us, and after the lease our tasks are others'.
 */
export async function startLeaseKeeper(deps: LeaseKeeperDeps): Promise<LeaseKeeper> {
  const { clock, log, worker, dispatcher } = deps;
  let session = await register(deps);
  const stopping = new AbortController();
  let checking = false;
  let checkAgain = false;

  async function beat(): Promise<void> {
    const executions = [...dispatcher.executions.values()];
    const stopped = await heartbeat(
      session,
      worker.id,
      executions.map((execution) => execution.task),
    );
    const reasons = new Map(stopped.map(({ task, reason }) => [task, reason]));
    for (const execution of executions) {
      const reason = reasons.get(execution.task);
      if (reason) execution.stop(reason);
      else execution.unpause();
    }
  }

  async function beatOrReopen(): Promise<void> {
    try {
      await beat();
    } catch (error) {
      log.warn({ err: error }, 'heartbeat failed');
      session = await reopen(deps, session);
    }
  }

  // Beside the beats: it may wait for a run's gate, and whoever waits must not seem dead.
  async function takeOver(leaseMs: number): Promise<void> {
    try {
      const heads = await takeOverLostTasks(deps.db, worker.id, leaseMs, deps.ladder.current());
      for (const head of heads) deps.bus.publish({ kind: 'run', runId: head.runId, seq: head.seq });
      if (heads.length === 0) return;
      deps.bus.publish({ kind: 'ready' });
      dispatcher.wake();
    } catch (error) {
      log.warn({ err: error }, 'could not look after the tasks of dead workers; the next round does');
    }
  }

  async function lookAfterOthers(): Promise<void> {
    dispatcher.adoptOrphans();
    await takeOver(deps.leaseMs);
    dispatcher.wake();
  }

  async function lookEarly(): Promise<void> {
    for (let look = 0; look < EARLY_LOOKS; look += 1) {
      await clock.sleep(EARLY_LOOK_MS, stopping.signal).catch(() => undefined);
      if (stopping.signal.aborted) return;
      await takeOver(ANY_SILENCE_MS);
    }
  }

  async function checkUntilDone(): Promise<void> {
    checking = true;
    while (checkAgain) {
      checkAgain = false;
      await beat().catch((error: unknown) => log.warn({ err: error }, 'a check was missed; the next beat makes up for it'));
    }
    checking = false;
  }

  async function sweep(): Promise<void> {
    await deleteExpired(deps.db).catch((error: unknown) =>
      log.warn({ err: error }, 'what has expired was not deleted; the next round does'),
    );
  }

  async function every(ms: number, work: () => Promise<void>): Promise<void> {
    while (!stopping.signal.aborted) {
      await work();
      await clock.sleep(ms, stopping.signal).catch(() => undefined);
    }
  }
  const loops = Promise.all([every(BEAT_MS, beatOrReopen), every(BEAT_MS, lookAfterOthers), lookEarly(), every(SWEEP_MS, sweep)]);

  return {
    check() {
      // A check under way may have looked before what the bus now tells.
      checkAgain = true;
      if (!checking) void checkUntilDone();
    },
    async stop({ signOff }) {
      stopping.abort();
      await loops;
      if (signOff) await markWorkerStopped(session, worker.id).catch((error: unknown) => log.warn({ err: error }, 'could not sign off'));
      await session.close();
    },
  };
}

async function register(deps: LeaseKeeperDeps): Promise<Session> {
  const session = await deps.openSession();
  await registerWorker(session, deps.worker);
  return session;
}

async function reopen(deps: LeaseKeeperDeps, old: Session): Promise<Session> {
  await old.close().catch(() => undefined);
  return register(deps).catch((error: unknown) => {
    deps.log.warn({ err: error }, 'the database is away');
    return old;
  });
}
