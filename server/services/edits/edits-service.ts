import type { Page } from '@/lib/contracts/common';
import type { EditableGraph, EditDetail, Edited, EditRun, EditView, ListEdits } from '@/lib/contracts/edit';
import type { Starter } from '@/server/core/access/caller';
import { RunMemory } from '@/server/repositories/run-memory';
import { applyEdit } from './apply-edit';
import type { Alongside } from './commit-edit';
import type { EditsDeps } from './deps';
import { getEdit } from './get-edit';
import { listEdits } from './list-edits';
import { readGraph } from './read-graph';
import { undoEdit } from './undo-edit';

type Idempotency = { key: string; bodyHash: string } | null;

export interface EditsService {
  graph(runId: string): Promise<EditableGraph>;
  /** @throws AppError not_found, conflict (ended, or not planned yet), stale_version, invalid_input */
  apply(input: EditRun, caller: Starter, idempotency: Idempotency, beside?: { alongside: Alongside; revives?: boolean }): Promise<Edited>;
  list(input: ListEdits): Promise<Page<EditView>>;
  /** @throws AppError not_found, conflict (it cannot be undone: why) */
  undo(input: { runId: string; version: number; reason?: string }, caller: Starter, idempotency: Idempotency): Promise<{ version: number }>;
  get(input: { runId: string; version: number }): Promise<EditDetail>;
}

export function createEditsService(given: Omit<EditsDeps, 'memory' | 'packed'>): EditsService {
  const deps: EditsDeps = {
    db: given.db,
    bus: given.bus,
    get compress() {
      return given.compress;
    },
    memory: new RunMemory(),
    packed: new WeakMap(),
  };
  return {
    graph: (runId) => readGraph(deps, runId),
    apply: (input, caller, idempotency, beside) => applyEdit(deps, input, caller, idempotency, beside),
    list: (input) => listEdits(deps, input),
    undo: (input, caller, idempotency) => undoEdit(deps, input, caller, idempotency),
    get: (input) => getEdit(deps, input),
  };
}
