import type { Ladder } from '@/server/core/ports/ladder';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import type { Database } from '@/server/infra/db/tx';

/** How dead letters are dealt with, as the environment and the console say. */
export interface DeadLetterRules {
  replayLimit: number;
  retentionDays: number;
  autoReplay: boolean;
}

export interface DeadLettersDeps {
  db: Database;
  bus: LiveBus;
  log: Log;
  /** COST_BLOCK_THRESHOLD. */
  blockThreshold: number;
  ladder: Ladder;
  /** What holds now. */
  rules: DeadLetterRules;
  /** Calls of the last minutes and how many of them failed: of one endpoint, or (null) of all. */
  recentCalls(endpoint: string | null): Promise<{ calls: number; errors: number }>;
}
