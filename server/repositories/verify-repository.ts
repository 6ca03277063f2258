import type { CheckpointView } from '@/lib/contracts/checkpoint';
import { talkAskOf } from '@/server/core/checkpoint/assemble';
import type { Manifest } from '@/server/core/checkpoint/manifest';
import type { Tx } from '@/server/infra/db/tx';
import { readCheckpoint, readStoredManifest } from './checkpoint-repository';
import { readTalkHashes } from './talk-hash-repository';

export type LoadedCheckpoint =
  | { row: CheckpointView; manifest: Manifest; fault: null }
  | { row: CheckpointView; manifest: Manifest | null; fault: string };

/**
 * A checkpoint with everything that it names verified by its hash: manifest, chunks, conversations, contents of artifacts. With a `fault`
 * it must not be resumed; the manifest is there even so where it is whole itself. Null: there is no such checkpoint.
 */
export async function loadManifest(tx: Tx, checkpointId: string): Promise<LoadedCheckpoint | null> {
  const row = await readCheckpoint(tx, checkpointId);
  const stored = row && (await readStoredManifest(tx, checkpointId));
  if (!row || !stored) return null;
  if (stored.fault !== null) return { row, manifest: null, fault: stored.fault };
  const { manifest } = stored;
  const fault = await findDamage(tx, manifest);
  return fault === null ? { row, manifest, fault } : { row, manifest, fault };
}

/** What a manifest names and is not what it was; null: all of it is. */
export async function findDamage(tx: Tx, manifest: Manifest): Promise<string | null> {
  return (await findDamagedTalk(tx, manifest)) ?? (await findDamagedArtifact(tx, manifest));
}

export async function findDamagedTalk(tx: Tx, manifest: Manifest): Promise<string | null> {
  const asks = manifest.tasks.flatMap((task) => talkAskOf(task) ?? []);
  const hashes = await readTalkHashes(tx, manifest.runId, asks);
  const damaged = manifest.tasks.find(({ node, talkHash }) => talkHash !== null && hashes.get(node) !== talkHash);
  if (!damaged) return null;
  return `conversation of task "${damaged.spec.key}": ${hashes.has(damaged.node) ? 'is not what was said' : 'is gone'}`;
}

// Contents may be large: they are hashed where they lie.
const DAMAGED_ARTIFACT = `
SELECT m.name, m.version, a.id IS NULL AS gone, c.sha256 IS NULL AS empty
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::int[]) WITH ORDINALITY AS m(id, sha256, name, version, ord)
LEFT JOIN artifacts a ON a.id = m.id AND a.run_id = $1 AND a.sha256 = m.sha256 AND a.name = m.name AND a.version = m.version
LEFT JOIN artifact_contents c ON c.sha256 = m.sha256
WHERE a.id IS NULL OR c.sha256 IS NULL OR encode(sha256(convert_to(c.content, 'UTF8')), 'hex') <> m.sha256
ORDER BY m.ord LIMIT 1`;

async function findDamagedArtifact(tx: Tx, { runId, artifacts }: Manifest): Promise<string | null> {
  const [row] = await tx.query<{ name: string; version: number; gone: boolean; empty: boolean }>({
    name: 'artifact_damaged',
    text: DAMAGED_ARTIFACT,
    values: [
      runId,
      artifacts.map((artifact) => artifact.id),
      artifacts.map((artifact) => artifact.sha256),
      artifacts.map((artifact) => artifact.name),
      artifacts.map((artifact) => artifact.version),
    ],
  });
  if (!row) return null;
  return `artifact "${row.name}" version ${row.version}: ${row.gone ? 'is gone' : row.empty ? 'has lost its content' : 'is not what was written'}`;
}
