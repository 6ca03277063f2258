import type { Edited, EditOperation } from '@/lib/contracts/edit';
import type { AgentEdits } from '@/lib/contracts/settings';
import type { Starter } from '@/server/core/access/caller';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import type { NewEvent } from '@/server/core/run/head';
import type { Database, Tx } from '@/server/infra/db/tx';

/** An edit of the graph as it is now, whatever version that is. */
export interface EditWish {
  runId: string;
  operations: readonly EditOperation[];
  reason: string;
}

/** The door through which every edit goes. */
export interface GraphEditor {
  /** What would come of it; nothing is written. @throws AppError invalid_input, conflict, not_found */
  preview(wish: EditWish): Promise<Edited>;
  /** `alongside` writes in the same transaction, and its events follow the edit's. @throws AppError likewise */
  apply(wish: EditWish, by: Starter, alongside: (tx: Tx, made: { version: number; now: Date }) => Promise<NewEvent[]>): Promise<Edited>;
}

export interface ProposalsDeps {
  db: Database;
  bus: LiveBus;
  log: Log;
  editor: GraphEditor;
  /** What the settings say now. */
  agentEdits: () => AgentEdits;
}
