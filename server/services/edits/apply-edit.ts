import { checkCondition } from '@/lib/condition/parse-condition';
import { type Edited, type EditRun, editedSchema } from '@/lib/contracts/edit';
import { MAX_TASKS_PER_RUN } from '@/lib/contracts/run';
import { AppError } from '@/lib/errors';
import { applyEdit as editGraph } from '@/lib/graph-edit/apply-edit';
import { nothingIssues } from '@/lib/graph-edit/nothing-issues';
import type { Starter } from '@/server/core/access/caller';
import { outputsSchemaIssues } from '@/server/core/outputs/outputs-schema';
import { refuseMasked } from '@/server/engine/refuse-masked';
import type { Tx } from '@/server/infra/db/tx';
import { readEditHead } from '@/server/repositories/graph-edit-repository';
import { findAnswer } from '@/server/repositories/idempotency-repository';
import { inSnapshot } from '@/server/repositories/in-snapshot';
import { type Alongside, commitEdit, editedOf } from './commit-edit';
import type { EditsDeps } from './deps';
import { invalid, type PreparedEdit, prepare, readScene, refuseStale, refuseUneditable } from './prepare-edit';

const ROUTE = 'POST /api/v1/runs/{runId}/edits';

/**
 * Edits the graph of a live run: all of the operations or none. A dry run answers the same and writes nothing.
 * @throws AppError not_found, conflict (ended, or not planned yet), stale_version, invalid_input
 */
export async function applyEdit(
  deps: EditsDeps,
  input: EditRun,
  caller: Starter,
  idempotency: { key: string; bodyHash: string } | null,
  { alongside, revives = false }: { alongside?: Alongside; revives?: boolean } = {},
): Promise<Edited> {
  const { runId, dryRun, reason = null } = input;
  const plan = () => inSnapshot(deps.db, (tx) => prepareEdit(deps, tx, input, { revives, mayBeNothing: alongside !== undefined }));
  if (dryRun) {
    const prepared = await plan();
    return editedOf(prepared, prepared.manifest.run.graphVersion, true);
  }
  const idempotent = idempotency && { principal: `${caller.kind}:${caller.id}`, route: ROUTE, ...idempotency };
  const answered = idempotent && (await findAnswer(deps.db, idempotent));
  if (answered) return editedSchema.parse(answered.response);
  const done = await commitEdit(deps, { runId, reason, undoOf: null, caller, alongside, revives, idempotent }, plan, (edited) => edited);
  return 'repeated' in done ? editedSchema.parse(done.repeated) : done;
}

/** `mayBeNothing`: what is written with it is reason enough. */
async function prepareEdit(
  deps: EditsDeps,
  tx: Tx,
  input: EditRun,
  { revives, mayBeNothing }: { revives: boolean; mayBeNothing: boolean },
): Promise<PreparedEdit> {
  const { runId, baseVersion, operations, cancelRunning, rerunInvalidated } = input;
  // Before the whole run is read: most refusals end here.
  const head = await readEditHead(tx, runId);
  if (!head) throw new AppError('not_found', 'There is no such run.');
  refuseUneditable(head, revives);
  await refuseStale(tx, runId, baseVersion, head.version);
  await refuseMasked(tx, runId, operations, 'operations');
  const scene = await readScene(deps, tx, runId, revives);
  const tierOf = Object.fromEntries(Object.entries(scene.defaults).map(([role, { tier }]) => [role, tier]));
  const { takenKeys } = scene;
  const outcome = editGraph(scene.graph, operations, {
    ...{ cancelRunning, rerunInvalidated, takenKeys, tierOf, maxTasks: MAX_TASKS_PER_RUN },
    checks: { condition: faultOf, outputs: outputsSchemaIssues },
  });
  if (!outcome.ok) throw invalid(outcome.issues);
  const nothing = mayBeNothing ? [] : nothingIssues(operations, outcome.result);
  if (nothing.length > 0) throw invalid(nothing);
  return prepare(scene, { operations, result: outcome.result });
}

function faultOf(condition: string): string | null {
  const checked = checkCondition(condition);
  return checked.ok ? null : checked.problem.message;
}
