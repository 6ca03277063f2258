import type { PackedSpecs } from '@/server/core/checkpoint/chunks';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Database } from '@/server/infra/db/tx';
import type { RunMemory } from '@/server/repositories/run-memory';

export interface EditsDeps {
  db: Database;
  bus: LiveBus;
  /** CHECKPOINT_COMPRESSION. */
  compress: boolean;
  /** Of the runs that are being edited. */
  memory: RunMemory;
  packed: PackedSpecs;
}
