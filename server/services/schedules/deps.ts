import type { CreatedRun, CreateRun } from '@/lib/contracts/run';
import type { Starter } from '@/server/core/access/caller';
import type { Log } from '@/server/core/ports/log';
import type { Database, Tx } from '@/server/infra/db/tx';

export interface SchedulesDeps {
  db: Database;
  log: Log;
  /** Makes a run; `alongside` is written with it or there is none. */
  startRun(input: CreateRun, starter: Starter, alongside: (tx: Tx, runId: string) => Promise<void>): Promise<CreatedRun>;
}
