import type { LiveBus } from '@/server/core/ports/live-bus';
import type { RoleDefaults } from '@/server/core/task/spec';
import type { Database } from '@/server/infra/db/tx';

export interface ExecutionDeps {
  db: Database;
  bus: LiveBus;
  roleDefaults: RoleDefaults;
  /** COST_BLOCK_THRESHOLD. */
  blockThreshold: number;
  actor: string;
}
