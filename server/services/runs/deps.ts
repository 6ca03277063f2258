import type { PinnedDefinitions } from '@/server/core/agent/current-agents';
import type { ContentScanner } from '@/server/core/ports/content-scanner';
import type { DocumentReader } from '@/server/core/ports/document-reader';
import type { Ladder } from '@/server/core/ports/ladder';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Database, Tx } from '@/server/infra/db/tx';

export interface RunServiceDeps {
  db: Database;
  bus: LiveBus;
  /** The roles as they are now: what a run that begins in this transaction is pinned to. */
  definitions: { current(tx: Tx): Promise<PinnedDefinitions> };
  /** Reads inputs that are no text. */
  documents: DocumentReader;
  /** Whether the standard tier's words come from the offline model just now. */
  offlineModel: boolean;
  /** COST_BLOCK_THRESHOLD: the part of the budget at which no new call starts. */
  blockThreshold: number;
  ladder: Ladder;
  /** Searches inputs for what must not be seen. */
  scanner: ContentScanner;
  /** Known once the web server listens. */
  publicUrl: () => string;
}
