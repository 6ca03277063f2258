import type { Clock } from '@/server/core/ports/clock';
import type { Log } from '@/server/core/ports/log';
import type { ExecutionStore } from '@/server/core/ports/task-runner';
import { isDatabaseOutage } from '@/server/core/task/database-outage';

const FIRST_WAIT_MS = 50;
const MAX_WAIT_MS = 1_000;

/**
 * A store that waits for a database that is away, so that a restart costs no attempt and loses no answer that was paid for. Every
 * write may be handed in twice (its first answer may have been lost), and the epoch refuses whoever waited for too long.
 */
export function createPatientStore(store: ExecutionStore, { clock, log }: { clock: Clock; log: Log }): ExecutionStore {
  async function patiently<T>(work: () => Promise<T>): Promise<T> {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(MAX_WAIT_MS, waitMs * 2)) {
      try {
        return await work();
      } catch (error) {
        if (!isDatabaseOutage(error)) throw error;
        log.warn({ err: error }, 'the database is away; what an agent did waits for it');
        await clock.sleep(waitMs);
      }
    }
  }
  return {
    brief: (...given) => patiently(() => store.brief(...given)),
    startConversation: (...given) => patiently(() => store.startConversation(...given)),
    commitTurn: (...given) => patiently(() => store.commitTurn(...given)),
    markToolStarted: (...given) => patiently(() => store.markToolStarted(...given)),
    commitTools: (...given) => patiently(() => store.commitTools(...given)),
    conditionContext: (...given) => patiently(() => store.conditionContext(...given)),
    listArtifacts: (...given) => patiently(() => store.listArtifacts(...given)),
    readArtifact: (...given) => patiently(() => store.readArtifact(...given)),
    checkEdit: (...given) => patiently(() => store.checkEdit(...given)),
    applyPlan: (...given) => patiently(() => store.applyPlan(...given)),
  };
}
