import type { AccessRole } from '@/lib/contracts/access';
import type { EditableGraph, Edited, EditRun } from '@/lib/contracts/edit';
import type { Starter } from '@/server/core/access/caller';
import type { Ladder } from '@/server/core/ports/ladder';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { NewEvent } from '@/server/core/run/head';
import type { Database, Tx } from '@/server/infra/db/tx';

/** The door through which every edit goes: conditions of an approval become tasks by it. */
export interface GraphDoor {
  graph(runId: string): Promise<EditableGraph>;
  /**
   * `alongside` writes in the same transaction, behind the edit; `revives`: it lets a run that has FAILED go on.
   * @throws AppError stale_version, conflict, invalid_input
   */
  apply(
    input: EditRun,
    by: Starter,
    idempotency: null,
    beside: { alongside: (tx: Tx, made: { version: number; now: Date }) => Promise<NewEvent[]>; revives: boolean },
  ): Promise<Edited>;
}

export interface EscalationsDeps {
  db: Database;
  bus: LiveBus;
  ladder: Ladder;
  edits: GraphDoor;
  /** Roles that may decide: to whom an escalation can be given. */
  deciders: readonly AccessRole[];
  /** Roles that may change graphs: who answers proposed edits. */
  editors: readonly AccessRole[];
}
