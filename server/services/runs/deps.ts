import type { LiveBus } from '@/server/core/ports/live-bus';
import type { RoleDefaults } from '@/server/core/task/spec';
import type { Database } from '@/server/infra/db/tx';

/** Role prompts and tiers by the hash of their content: what a run is pinned to. */
export interface Definitions {
  hash: string;
  body: Record<string, unknown>;
}

export interface RunServiceDeps {
  db: Database;
  bus: LiveBus;
  definitions: Definitions;
  roleDefaults: RoleDefaults;
  offlineModel: boolean;
  /** COST_BLOCK_THRESHOLD: the part of the budget at which no new call starts. */
  blockThreshold: number;
  /** Known once the web server listens. */
  publicUrl: () => string;
}
