import type { Edited } from '@/lib/contracts/edit';
import { AppError } from '@/lib/errors';
import { actorOf, auditActorOf, type Starter } from '@/server/core/access/caller';
import { nodesToCheck } from '@/server/core/edit/settle-plan';
import type { NewEvent } from '@/server/core/run/head';
import { readStanding } from '@/server/engine/edit-rows';
import { editRun } from '@/server/engine/edit-run';
import { lockHead, saveHead } from '@/server/engine/run-gate';
import type { Tx } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { deleteCheckpoints, keepCheckpoint } from '@/server/repositories/checkpoint-repository';
import { insertEdit } from '@/server/repositories/graph-edit-repository';
import { claimKey, completeKey, findAnswer, type IdempotentCall } from '@/server/repositories/idempotency-repository';
import type { EditsDeps } from './deps';
import { deltaOf } from './edit-view';
import { type PreparedEdit, refuseStale, refuseUneditable } from './prepare-edit';

/** How often an edit is planned again because what it touches moved meanwhile. */
const ATTEMPTS = 3;

/** Writes in the transaction of the edit, under the run's gate; its events follow the edit's. */
export type Alongside = (tx: Tx, made: { version: number; now: Date }) => Promise<NewEvent[]>;

export interface EditCall {
  runId: string;
  reason: string | null;
  undoOf: number | null;
  caller: Starter;
  alongside?: Alongside;
  /** What is written alongside lets a run that has FAILED go on, if anything of the edit can. */
  revives?: boolean;
  idempotent: IdempotentCall | null;
}

/** The one before it was lost on the way, or somebody else's with the same key was faster: this is what it was answered. */
interface Repeat {
  repeated: unknown;
}

/**
 * Plans outside the lock and writes behind it, again where something that the edit touches moved in between.
 * @throws AppError stale_version, conflict (ended; or the run moves too fast), idempotency_mismatch
 */
export async function commitEdit<T>(
  deps: EditsDeps,
  call: EditCall,
  plan: () => Promise<PreparedEdit>,
  respond: (edited: Edited) => T,
): Promise<T | Repeat> {
  try {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const prepared = await plan();
      const checkpointId = await keepBefore(deps, call, prepared);
      const outcome = await write(deps, call, { ...prepared, checkpointId }, respond).catch(async (error: unknown) => {
        await deps.db.transaction((tx) => deleteCheckpoints(tx, call.runId, [checkpointId]));
        throw error;
      });
      if (outcome && 'edited' in outcome) return respond(outcome.edited);
      await deps.db.transaction((tx) => deleteCheckpoints(tx, call.runId, [checkpointId]));
      if (outcome) return outcome;
    }
  } catch (error) {
    // Whoever was faster with the same key moved the version on.
    const answer = call.idempotent && (await findAnswer(deps.db, call.idempotent));
    if (answer) return { repeated: answer.response };
    throw error;
  }
  throw new AppError('conflict', 'The tasks of this edit move faster than it can be applied. Try again, or pause the run first.', [], 1);
}

/** How it stood before, in the snapshot that the plan was made from. */
async function keepBefore(deps: EditsDeps, { undoOf, caller }: EditCall, { manifest }: PreparedEdit): Promise<string> {
  const version = manifest.run.graphVersion + 1;
  const label = undoOf === null ? `Before edit ${version}` : `Before edit ${version}, which undoes ${undoOf}`;
  const about = { label, kind: 'edit' as const, createdBy: actorOf(caller), compress: deps.compress, packed: deps.packed };
  const kept = await deps.db.transaction(async (tx) => {
    // The commit of the edit comes behind it in the log and is waited for: what makes that one last makes this one last.
    const [, checkpoint] = await Promise.all([
      tx.query({ text: 'SET LOCAL synchronous_commit = off' }),
      keepCheckpoint(tx, manifest, about),
    ]);
    return checkpoint;
  });
  return kept.id;
}

type Ready = PreparedEdit & { checkpointId: string };

async function write<T>(
  deps: EditsDeps,
  call: EditCall,
  edit: Ready,
  respond: (edited: Edited) => T,
): Promise<{ edited: Edited } | Repeat | null> {
  const { runId, idempotent } = call;
  const done = await deps.db
    .transaction(async (tx) => {
      const claim = idempotent ? await claimKey(tx, idempotent) : null;
      if (claim && !claim.fresh) return { repeated: claim.response };
      const { plan, operations, checkpointId } = edit;
      // Sent with the lock, and read behind it.
      const [{ head, now }, standing] = await Promise.all([lockHead(tx, runId), readStanding(tx, runId, nodesToCheck(plan))]);
      refuseUneditable(head, call.revives);
      const { graphVersion: baseVersion } = edit.manifest.run;
      await refuseStale(tx, runId, baseVersion, head.graphVersion);
      const actor = actorOf(call.caller);
      const version = baseVersion + 1;
      const edited = editedOf(edit, version, false);
      const [saved] = await Promise.all([
        editRun(tx, head, now, { plan, operations, reason: call.reason, checkpointId, undoOf: call.undoOf, actor, standing }),
        insertEdit(tx, { ...rowOf(edit), ...{ runId, version, baseVersion, seq: head.lastSeq + 1, actor, now }, ...aboutOf(call) }),
        audit(tx, call, edited, operations),
      ]);
      // Thrown, so that nothing of it stands and the key is not taken.
      if (!saved) throw new Moved();
      const events = call.alongside ? await call.alongside(tx, { version: edited.version, now }) : [];
      const behind = events.length > 0 ? await saveHead(tx, saved.head, { patch: {}, events, actor, now }) : saved.head;
      if (idempotent) await completeKey(tx, { ...idempotent, status: 200, response: respond(edited) });
      return { edited, saved, seq: behind.lastSeq };
    })
    .catch((error: unknown) => {
      if (error instanceof Moved) return null;
      throw error;
    });
  if (!done || 'repeated' in done) return done;
  const { edited, saved, seq } = done;
  deps.bus.publish({ kind: 'run', runId, seq, ...(saved.aborted > 0 ? { control: true } : {}) });
  if (saved.head.counts.ready > 0) deps.bus.publish({ kind: 'ready' });
  return { edited };
}

class Moved extends Error {}

const aboutOf = ({ reason, undoOf }: EditCall) => ({ reason, undoOf });

function rowOf({ operations, result, plan, forecast, warnings, checkpointId }: Ready) {
  const { touched, diff, invalidated, restarted, cancelled, skipped } = result;
  return {
    ...{ operations, touched, diff, checkpointId },
    outcome: { ...{ invalidated, restarted, cancelled, skipped, forecast, warnings }, places: plan.places },
  };
}

/** What the caller is told. */
export function editedOf(
  { result, forecast, warnings, checkpointId = null }: PreparedEdit & { checkpointId?: string | null },
  version: number,
  dryRun: boolean,
): Edited {
  const { diff, invalidated } = result;
  return { version, dryRun, diff, invalidated, forecastDeltaUsd: deltaOf(forecast), forecast, warnings, checkpointId };
}

function audit(tx: Tx, { runId, caller, reason, undoOf }: EditCall, edited: Edited, operations: PreparedEdit['operations']): Promise<void> {
  const { version, diff, invalidated, checkpointId } = edited;
  return appendAudit(tx, auditActorOf(caller), {
    action: undoOf === null ? 'run.edit' : 'run.undo_edit',
    target: { kind: 'run', id: runId },
    before: { version: version - 1, checkpointId },
    after: { version, ...(undoOf === null ? { operations } : { undoOf }), diff, invalidated },
    reason,
  });
}
