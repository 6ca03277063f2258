import type { Health } from '@/lib/contracts/live';
import type { Clock } from '@/server/core/ports/clock';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { ModelClient } from '@/server/core/ports/model';
import type { Tx } from '@/server/infra/db/tx';
import { countLiveWorkers } from '@/server/repositories/health-repository';

export interface HealthDeps {
  db: Tx;
  bus: LiveBus;
  clock: Clock;
  /** `offline`, or the address of the endpoint that the standard tier prefers just now, without credentials. */
  model: Pick<ModelClient, 'label'>;
  leaseMs: number;
  version: string;
}

const DATABASE_PATIENCE_MS = 2_000;
/** Workers beat once a second; one that has been silent for this long is not counted, though its tasks are its own until the lease ends. */
const SILENT_MS = 5_000;

/** `check` never rejects: a database that does not answer within 2 s is `unreachable`. */
export function createHealthService(deps: HealthDeps): { check(): Promise<Health> } {
  return {
    async check() {
      const settled = new AbortController();
      const workers = await Promise.race([
        countLiveWorkers(deps.db, Math.min(SILENT_MS, deps.leaseMs)).catch(() => null),
        deps.clock.sleep(DATABASE_PATIENCE_MS, settled.signal).then(
          () => null,
          () => null,
        ),
      ]);
      settled.abort();
      return {
        status: workers === null ? 'unavailable' : 'ok',
        database: workers === null ? 'unreachable' : 'ok',
        bus: deps.bus.name,
        workers: workers ?? 0,
        model: deps.model.label,
        version: deps.version,
      };
    },
  };
}
