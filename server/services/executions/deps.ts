import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Database } from '@/server/infra/db/tx';

export interface ExecutionDeps {
  db: Database;
  bus: LiveBus;
  /** COST_BLOCK_THRESHOLD. */
  blockThreshold: number;
  actor: string;
}
