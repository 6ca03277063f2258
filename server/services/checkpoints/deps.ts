import type { Database } from '@/server/infra/db/tx';

export interface CheckpointDeps {
  db: Database;
  /** CHECKPOINT_COMPRESSION. */
  compress: boolean;
}
