import type { Clock } from '@/server/core/ports/clock';
import type { ConsultDesk } from '@/server/core/ports/consult-desk';
import type { Ladder } from '@/server/core/ports/ladder';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import type { TaskRunner } from '@/server/core/ports/task-runner';
import type { WorkerIdentity } from '@/server/engine/lease';
import type { Database, Session } from '@/server/infra/db/tx';
import { startConsultLoop } from './consult-loop';
import { startDeadlineLoop } from './deadline-loop';
import { Dispatcher } from './dispatcher';
import { startLeaseKeeper } from './lease-keeper';
import { createSpeech } from './speech';

/** How long running tasks may go on after SIGTERM until their calls are cut. The launcher waits 10 s. */
const DRAIN_MS = 8_000;
/** A drain that hangs (the database is away) is left behind: the fence makes what we still hold harmless. */
const GIVE_UP_MS = 9_500;

export interface WorkerDeps {
  db: Database;
  openSession: () => Promise<Session>;
  bus: LiveBus;
  clock: Clock;
  log: Log;
  ladder: Ladder;
  runner: TaskRunner;
  /** Where it asks agents and leads about escalations; left out, it does not. */
  consults?: ConsultDesk;
  identity: WorkerIdentity;
  leaseMs: number;
}

export interface Worker {
  /** Finishes what ends soon, gives the rest back, signs off. Within about `DRAIN_MS` + 1 s. */
  stop(): Promise<void>;
}

/** Claims, executes and finishes tasks until it is stopped. Resolves once it is registered and listening. */
export async function startWorker(deps: WorkerDeps): Promise<Worker> {
  const { bus, clock, identity } = deps;
  const speech = createSpeech({ bus, clock });
  const dispatcher = new Dispatcher({
    ...deps,
    workerId: identity.id,
    slots: identity.slots,
    voice: speech,
  });
  const lease = await startLeaseKeeper({ ...deps, worker: identity, dispatcher });
  const unsubscribe = await bus.subscribe((message) => {
    speech.hear(message);
    if (message.kind === 'ready') dispatcher.wake();
    else if (message.kind === 'run' && message.control && holds(dispatcher, message.runId)) lease.check();
  });
  dispatcher.wake();
  const deadlines = startDeadlineLoop(deps);
  const consulting = deps.consults && startConsultLoop({ desk: deps.consults, clock, log: deps.log });
  return {
    async stop() {
      const asked = Promise.all([consulting?.stop(), deadlines.stop()]);
      const late = new AbortController();
      clock.sleep(DRAIN_MS, late.signal).then(
        () => {
          for (const execution of dispatcher.executions.values()) execution.abort();
        },
        () => undefined,
      );
      const drained = await Promise.race([
        dispatcher.drain().then(() => true),
        clock.sleep(GIVE_UP_MS, late.signal).then(
          () => false,
          () => false,
        ),
      ]);
      late.abort();
      await asked;
      await unsubscribe();
      await lease.stop({ signOff: drained });
      speech.close();
    },
  };
}

function holds(dispatcher: Dispatcher, runId: string): boolean {
  for (const execution of dispatcher.executions.values()) if (execution.task.runId === runId) return true;
  return false;
}
