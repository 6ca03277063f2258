import type { ContentScanner } from '@/server/core/ports/content-scanner';
import type { EditDesk } from '@/server/core/ports/edit-desk';
import type { Ladder } from '@/server/core/ports/ladder';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Database } from '@/server/infra/db/tx';

export interface ExecutionDeps {
  db: Database;
  bus: LiveBus;
  /** COST_BLOCK_THRESHOLD. */
  blockThreshold: number;
  ladder: Ladder;
  scanner: ContentScanner;
  actor: string;
  /** Where agents hand in edits of the graph; left out, they cannot. */
  editDesk?: EditDesk;
}
