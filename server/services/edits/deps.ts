import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Database } from '@/server/infra/db/tx';

export interface EditsDeps {
  db: Database;
  bus: LiveBus;
  /** CHECKPOINT_COMPRESSION. */
  compress: boolean;
}
