import type { EditableGraph } from '@/lib/contracts/edit';
import { undoneSchema } from '@/lib/contracts/edit';
import { AppError } from '@/lib/errors';
import { type PastEdit, type SinceThen, undoEdit as undoGraph } from '@/lib/graph-edit/undo-edit';
import type { Starter } from '@/server/core/access/caller';
import type { HeldTask } from '@/server/core/edit/graph-of-tasks';
import type { Tx } from '@/server/infra/db/tx';
import { readEdit, type StoredEdit } from '@/server/repositories/graph-edit-repository';
import { findAnswer } from '@/server/repositories/idempotency-repository';
import { inSnapshot } from '@/server/repositories/in-snapshot';
import { commitEdit } from './commit-edit';
import type { EditsDeps } from './deps';
import { type PreparedEdit, prepare, readScene } from './prepare-edit';

const ROUTE = 'POST /api/v1/runs/{runId}/edits/{version}/undo';

/**
 * Takes an edit back by another one, on whatever version the graph is at now.
 * @throws AppError not_found, conflict (with the reason why it cannot be undone)
 */
export async function undoEdit(
  deps: EditsDeps,
  { runId, version, reason = null }: { runId: string; version: number; reason?: string | null },
  caller: Starter,
  idempotency: { key: string; bodyHash: string } | null,
): Promise<{ version: number }> {
  const idempotent = idempotency && { principal: `${caller.kind}:${caller.id}`, route: ROUTE, ...idempotency };
  const answered = idempotent && (await findAnswer(deps.db, idempotent));
  if (answered) return undoneSchema.parse(answered.response);
  const plan = () => inSnapshot(deps.db, (tx) => prepareUndo(deps, tx, runId, version));
  const call = { runId, reason, undoOf: version, caller, idempotent };
  const done = await commitEdit(deps, call, plan, (edited) => ({ version: edited.version }));
  return 'repeated' in done ? undoneSchema.parse(done.repeated) : done;
}

async function prepareUndo(deps: EditsDeps, tx: Tx, runId: string, version: number): Promise<PreparedEdit> {
  const edit = await readEdit(tx, runId, version);
  if (!edit) throw new AppError('not_found', 'There is no such edit.');
  const scene = await readScene(deps, tx, runId);
  const undone = undoGraph(scene.graph, pastOf(edit), sinceThen(scene.manifest.tasks, edit));
  if (!undone.ok) throw new AppError('conflict', `Edit ${version} cannot be undone: ${undone.reason}`);
  const { places } = edit.outcome;
  const former = new Map(edit.touched.flatMap(({ key, after }) => (after === null && places[key] ? [[key, places[key]] as const] : [])));
  return prepare(scene, { operations: [], result: undone.result, former });
}

/** Why an edit cannot be undone (any more); null: it can. */
export function undoBlockOf(graph: EditableGraph, tasks: readonly HeldTask[], edit: StoredEdit): string | null {
  const undone = undoGraph(graph, pastOf(edit), sinceThen(tasks, edit));
  return undone.ok ? null : undone.reason;
}

const pastOf = ({ touched, outcome, diff, undoneBy }: StoredEdit): PastEdit => ({ touched, skipped: outcome.skipped, diff, undoneBy });

function sinceThen(tasks: readonly HeldTask[], { outcome }: StoredEdit): SinceThen {
  const { places } = outcome;
  const begunAnew = tasks.filter(({ spec, state }) => places[spec.key] !== undefined && state.epoch !== places[spec.key]?.epoch);
  const taken = tasks.filter(({ node, spec, state }) => state.removed && places[spec.key]?.node !== node);
  return { begunAnew: new Set(begunAnew.map(({ spec }) => spec.key)), takenKeys: new Set(taken.map(({ spec }) => spec.key)) };
}
