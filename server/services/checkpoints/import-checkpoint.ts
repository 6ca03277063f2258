import { randomUUID } from 'node:crypto';
import { type ImportedCheckpoint, importedCheckpointSchema } from '@/lib/contracts/checkpoint';
import { actorOf, auditActorOf, type Caller } from '@/server/core/access/caller';
import type { PinnedDefinitions } from '@/server/core/agent/current-agents';
import { sha256 } from '@/server/core/checkpoint/canonical';
import type { Manifest } from '@/server/core/checkpoint/manifest';
import type { ContentScanner } from '@/server/core/ports/content-scanner';
import type { Ladder } from '@/server/core/ports/ladder';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { RunHead } from '@/server/core/run/head';
import { type Found, type FoundText, searchContent, searchData } from '@/server/core/secret/search-texts';
import { holdFoundSecrets } from '@/server/engine/hold-found';
import { insertImportedRun } from '@/server/engine/import-run';
import { lockHead, saveHead } from '@/server/engine/run-gate';
import type { Tx } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { keepCheckpoint } from '@/server/repositories/checkpoint-repository';
import { pinDefinitions } from '@/server/repositories/definition-repository';
import { claimKey, completeKey } from '@/server/repositories/idempotency-repository';
import { readManifest } from '@/server/repositories/manifest-repository';
import type { CheckpointDeps } from './deps';
import { type ReadFile, readCheckpointFile, refusal } from './read-file';

export interface ImportDeps extends CheckpointDeps {
  bus: LiveBus;
  /** The roles of this installation: what a file says of its own is not taken over. */
  definitions: { current(tx: Tx): Promise<PinnedDefinitions> };
  readonly offlineModel: boolean;
  ladder: Ladder;
  scanner: ContentScanner;
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
  const found = await searchFile(deps, file);
  const route = 'POST /api/v1/checkpoints/import';
  const call = key === null ? null : { principal: `${caller.kind}:${caller.id}`, route, key, bodyHash: sha256(bytes) };
  const actor = actorOf(caller);
  const done = await deps.db.transaction(async (tx) => {
    const claim = call ? await claimKey(tx, call) : null;
    if (claim && !claim.fresh) return { answer: importedCheckpointSchema.parse(claim.response), seq: null };
    const definitions = await deps.definitions.current(tx);
    await pinDefinitions(tx, definitions);
    const checkpointId = randomUUID();
    const imported = await insertImportedRun(tx, {
      ...{ manifest: file.manifest, talks: file.talks, contents: file.contents },
      ...{ checkpointId, definitionHash: definitions.hash, offlineModel: deps.offlineModel, actor },
    });
    const manifest = await readManifest(tx, imported.runId);
    checkTalks(file.manifest, manifest);
    await keepCheckpoint(tx, manifest, { id: checkpointId, label: file.label, kind: 'import', createdBy: actor, compress: deps.compress });
    const head = await keepBack(deps, tx, imported, manifest, found, actor);
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

interface FoundInFile {
  /** By the hash of the content. */
  contents: ReadonlyMap<string, Found[]>;
  data: FoundText[];
}

async function searchFile({ ladder, scanner }: ImportDeps, { contents, manifest }: ReadFile): Promise<FoundInFile> {
  const found = new Map<string, Found[]>();
  const data: FoundText[] = [];
  if (!ladder.current().scanArtifacts) return { contents: found, data };
  for (const [hash, content] of contents) found.set(hash, await searchContent(scanner, content));
  for (const { spec, outputs } of manifest.tasks) {
    if (outputs !== null) data.push({ artifact: null, name: `outputs of ${spec.key}`, found: await searchData(scanner, outputs) });
  }
  return { contents: found, data };
}

/** What a file brings in is kept back like what is written here. Behind the checkpoint of how the run begins, which shows nothing of it either. */
async function keepBack(
  deps: ImportDeps,
  tx: Tx,
  head: RunHead,
  { artifacts }: Manifest,
  { contents, data }: FoundInFile,
  actor: string,
): Promise<RunHead> {
  const written = artifacts.map(
    ({ id, name, type, version, sha256: hash }): FoundText => ({
      artifact: { id, type, version },
      ...{ name, found: contents.get(hash) ?? [] },
    }),
  );
  const texts = [...written, ...data].filter(({ found }) => found.length > 0);
  if (texts.length === 0) return head;
  const { now } = await lockHead(tx, head.runId);
  const held = await holdFoundSecrets(tx, head, null, texts, { seq: head.lastSeq + 1, now, policy: deps.ladder.current() });
  return saveHead(tx, head, { ...held, actor, now });
}

/** What is stored now is what the file vouches for. */
function checkTalks(file: Manifest, stored: Manifest): void {
  const said = new Map(file.tasks.map((task) => [task.node, task.talkHash]));
  const other = stored.tasks.find(({ node, talkHash }) => talkHash !== null && talkHash !== said.get(node));
  if (other) throw refusal(`conversation of task "${other.spec.key}"`, 'is not what was said: its hash is another');
}
