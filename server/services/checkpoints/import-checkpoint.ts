import { randomUUID } from 'node:crypto';
import { type ImportedCheckpoint, importedCheckpointSchema } from '@/lib/contracts/checkpoint';
import { actorOf, auditActorOf, type Caller } from '@/server/core/access/caller';
import type { PinnedDefinitions } from '@/server/core/agent/current-agents';
import { sha256 } from '@/server/core/checkpoint/canonical';
import type { Manifest } from '@/server/core/checkpoint/manifest';
import type { LiveBus } from '@/server/core/ports/live-bus';
import { insertImportedRun } from '@/server/engine/import-run';
import type { Tx } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { keepCheckpoint } from '@/server/repositories/checkpoint-repository';
import { pinDefinitions } from '@/server/repositories/definition-repository';
import { claimKey, completeKey } from '@/server/repositories/idempotency-repository';
import { readManifest } from '@/server/repositories/manifest-repository';
import type { CheckpointDeps } from './deps';
import { readCheckpointFile, refusal } from './read-file';

export interface ImportDeps extends CheckpointDeps {
  bus: LiveBus;
  /** The roles of this installation: what a file says of its own is not taken over. */
  definitions: { current(tx: Tx): Promise<PinnedDefinitions> };
  readonly offlineModel: boolean;
}

/**
 * Makes a PAUSED run of a file that was exported here or elsewhere, with a checkpoint of how it begins. All of it or nothing.
 * @throws AppError invalid_input (where, and what), payload_too_large, idempotency_mismatch
 */
export async function importCheckpoint(
  deps: ImportDeps,
  bytes: Uint8Array,
  caller: Caller,
  key: string | null,
): Promise<ImportedCheckpoint> {
  const file = await readCheckpointFile(bytes);
  const route = 'POST /api/v1/checkpoints/import';
  const call = key === null ? null : { principal: `${caller.kind}:${caller.id}`, route, key, bodyHash: sha256(bytes) };
  const actor = actorOf(caller);
  const done = await deps.db.transaction(async (tx) => {
    const claim = call ? await claimKey(tx, call) : null;
    if (claim && !claim.fresh) return { answer: importedCheckpointSchema.parse(claim.response), seq: null };
    const definitions = await deps.definitions.current(tx);
    await pinDefinitions(tx, definitions);
    const checkpointId = randomUUID();
    const head = await insertImportedRun(tx, {
      ...{ manifest: file.manifest, talks: file.talks, contents: file.contents },
      ...{ checkpointId, definitionHash: definitions.hash, offlineModel: deps.offlineModel, actor },
    });
    const manifest = await readManifest(tx, head.runId);
    checkTalks(file.manifest, manifest);
    await keepCheckpoint(tx, manifest, { id: checkpointId, label: file.label, kind: 'import', createdBy: actor, compress: deps.compress });
    await appendAudit(tx, auditActorOf(caller), {
      action: 'checkpoint.import',
      target: { kind: 'run', id: head.runId, name: file.manifest.run.goal.slice(0, 200) },
      after: { checkpointId, from: file.manifest.runId, seq: file.manifest.seq, tasks: manifest.tasks.length },
    });
    const answer: ImportedCheckpoint = { runId: head.runId, checkpointId, status: head.status };
    if (call) await completeKey(tx, { ...call, status: 201, response: answer });
    return { answer, seq: head.lastSeq };
  });
  if (done.seq !== null) deps.bus.publish({ kind: 'run', runId: done.answer.runId, seq: done.seq });
  return done.answer;
}

/** What is stored now is what the file vouches for. */
function checkTalks(file: Manifest, stored: Manifest): void {
  const said = new Map(file.tasks.map((task) => [task.node, task.talkHash]));
  const other = stored.tasks.find(({ node, talkHash }) => talkHash !== null && talkHash !== said.get(node));
  if (other) throw refusal(`conversation of task "${other.spec.key}"`, 'is not what was said: its hash is another');
}
