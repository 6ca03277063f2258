import type { EditDesk } from '@/server/core/ports/edit-desk';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Database } from '@/server/infra/db/tx';

export interface ExecutionDeps {
  db: Database;
  bus: LiveBus;
  /** COST_BLOCK_THRESHOLD. */
  blockThreshold: number;
  actor: string;
  /** Where agents hand in edits of the graph; left out, they cannot. */
  editDesk?: EditDesk;
}
