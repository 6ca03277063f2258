import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Passwords } from '@/server/core/ports/passwords';
import type { Database } from '@/server/infra/db/tx';

export interface PeopleDeps {
  db: Database;
  bus: LiveBus;
  passwords: Passwords;
  /** The installation's secret: links of idempotent creations are derived from it. */
  secret: string;
  /** Gives n random bytes. */
  randomBytes: (count: number) => Uint8Array;
  /** Known once the web server listens. */
  publicUrl: () => string;
}
