import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { CheckpointKind, CheckpointView } from '@/lib/contracts/checkpoint';
import { sha256 } from '@/server/core/checkpoint/canonical';
import { hashOf, type PackedSpecs, packManifest, placeOfChunk, unpackManifest } from '@/server/core/checkpoint/chunks';
import type { Manifest } from '@/server/core/checkpoint/manifest';
import { summaryOf } from '@/server/core/checkpoint/summary';
import type { Tx } from '@/server/infra/db/tx';
import { PRESET } from './checkpoint-preset';

/** With the run's id, the lock of its chunks: who names one and who deletes what nobody names never meet. Taken behind the head's, if at all. */
const CHUNK_LOCK_CLASS = 7_421_002;

export async function lockChunks(tx: Tx, runId: string): Promise<void> {
  await tx.query({ name: 'chunks_lock', text: 'SELECT pg_advisory_xact_lock($1, hashtext($2))', values: [CHUNK_LOCK_CLASS, runId] });
}

interface Row {
  id: string;
  run_id: string;
  seq: number;
  label: string;
  kind: CheckpointKind;
  pinned: boolean;
  bytes: number;
  summary: CheckpointView['summary'];
  state_at: Date;
  created_by: string;
  created_at: Date;
  forks: number;
}

const COLUMNS = `c.id, c.run_id, c.seq, c.label, c.kind, c.pinned, c.bytes, c.summary, c.state_at, c.created_by, c.created_at,
  (SELECT count(*)::int FROM runs f WHERE f.forked_checkpoint = c.id) AS forks`;

const toView = (row: Row): CheckpointView => ({
  id: row.id,
  runId: row.run_id,
  label: row.label,
  kind: row.kind,
  seq: row.seq,
  bytes: row.bytes,
  createdAt: row.created_at.toISOString(),
  createdBy: row.created_by,
  stateAt: row.state_at.toISOString(),
  pinned: row.pinned,
  forks: row.forks,
  summary: row.summary,
});

/** A preset dictionary: a chunk of one task pays for its values and not for its keys. */
const deflate = (text: string): Buffer => deflateRawSync(text, { dictionary: PRESET });
const inflate = (body: Buffer, compressed: boolean): string =>
  (compressed ? inflateRawSync(body, { dictionary: PRESET, maxOutputLength: MAX_TEXT_BYTES }) : body).toString('utf8');
/** What we wrote ourselves is far smaller; a damaged body must not fill the memory. */
const MAX_TEXT_BYTES = 512 * 1024 * 1024;

export interface NewCheckpoint {
  label: string;
  kind: CheckpointKind;
  createdBy: string;
  /** Where somebody has named it already. */
  id?: string;
  /** CHECKPOINT_COMPRESSION; true unless told. */
  compress?: boolean;
  /** Of whoever keeps one after the other. */
  packed?: PackedSpecs;
}

/** Stores a manifest: of its chunks those that the run does not have yet. Adds no event and locks no head. */
export async function keepCheckpoint(
  tx: Tx,
  manifest: Manifest,
  { label, kind, createdBy, id, compress = true, packed }: NewCheckpoint,
): Promise<CheckpointView> {
  const { runId } = manifest;
  const { root, chunks, hash } = packManifest(manifest, packed);
  const [, { numbers, bytes: added }] = await Promise.all([lockChunks(tx, runId), addChunks(tx, runId, chunks, compress)]);
  const body = compress ? deflate(root) : Buffer.from(root);
  const [row] = await tx.query<Row & Record<string, unknown>>({
    name: 'checkpoint_insert',
    text: `INSERT INTO checkpoints AS c (id, run_id, seq, label, kind, hash, manifest, compressed, chunks, bytes, summary, state_at, created_by, created_at)
      VALUES (coalesce($13::uuid, signalbox_uuid7()), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11, $12, signalbox_now()) RETURNING ${COLUMNS}`,
    values: [
      ...[runId, manifest.seq, label, kind, hash, body, compress, numbers, added + body.length],
      ...[JSON.stringify(summaryOf(manifest)), manifest.stateAt, createdBy, id ?? null],
    ],
  });
  if (!row) throw new Error('the checkpoint was not written');
  return toView(row);
}

/** Its statements are carried out behind the lock that was sent before them. */
async function addChunks(
  tx: Tx,
  runId: string,
  chunks: readonly { hash: string; text: string }[],
  compress: boolean,
): Promise<{ numbers: number[]; bytes: number }> {
  const there = await tx.query<{ number: number; hash: string }>({
    name: 'chunks_find',
    text: 'SELECT number, hash FROM checkpoint_chunks WHERE run_id = $1 AND hash = ANY ($2)',
    values: [runId, chunks.map((chunk) => chunk.hash)],
  });
  const numberOf = new Map(there.map((row) => [row.hash, row.number]));
  const fresh = [...new Map(chunks.filter(({ hash }) => !numberOf.has(hash)).map(({ hash, text }) => [hash, text]))];
  let bytes = 0;
  if (fresh.length > 0) {
    const bodies = fresh.map(([, text]) => (compress ? deflate(text) : Buffer.from(text)));
    bytes = bodies.reduce((sum, body) => sum + body.length, 0);
    const rows = await tx.query<{ number: number; hash: string }>({
      name: 'chunks_add',
      text: `INSERT INTO checkpoint_chunks (run_id, number, hash, body, compressed)
        SELECT $1, coalesce((SELECT max(number) FROM checkpoint_chunks WHERE run_id = $1), 0) + n.ord, n.hash, n.body, $4
        FROM unnest($2::text[], $3::bytea[]) WITH ORDINALITY AS n(hash, body, ord) RETURNING number, hash`,
      values: [runId, fresh.map(([hash]) => hash), bodies, compress],
    });
    for (const row of rows) numberOf.set(row.hash, row.number);
  }
  return { numbers: chunks.map(({ hash }) => numberOf.get(hash) as number), bytes };
}

export async function readCheckpoint(tx: Tx, checkpointId: string): Promise<CheckpointView | null> {
  const [row] = await tx.query<Row & Record<string, unknown>>({
    name: 'checkpoint_read',
    text: `SELECT ${COLUMNS} FROM checkpoints c WHERE c.id = $1`,
    values: [checkpointId],
  });
  return row ? toView(row) : null;
}

/** Where a page of checkpoints ends: newest state first, and of one seq the newest checkpoint. */
export interface CheckpointPlace {
  seq: number;
  id: string;
}

export async function listCheckpoints(
  tx: Tx,
  runId: string,
  { after, limit }: { after: CheckpointPlace | null; limit: number },
): Promise<CheckpointView[]> {
  const rows = await tx.query<Row & Record<string, unknown>>({
    name: 'checkpoint_list',
    text: `SELECT ${COLUMNS} FROM checkpoints c WHERE c.run_id = $1 AND ($2::bigint IS NULL OR (c.seq, c.id) < ($2, $3::uuid))
      ORDER BY c.seq DESC, c.id DESC LIMIT $4`,
    values: [runId, after?.seq ?? null, after?.id ?? null, limit],
  });
  return rows.map(toView);
}

export async function pinCheckpoint(tx: Tx, checkpointId: string, change: { pinned: boolean; label: string | null }): Promise<void> {
  await tx.query({
    text: 'UPDATE checkpoints SET pinned = $2, label = coalesce($3, label) WHERE id = $1',
    values: [checkpointId, change.pinned, change.label],
  });
}

/** Deletes checkpoints of a run, and the chunks that none of those that are left names. Returns how many went. */
export async function deleteCheckpoints(
  tx: Tx,
  runId: string,
  checkpointIds: readonly string[],
  { sparePinned = false }: { sparePinned?: boolean } = {},
): Promise<number> {
  await lockChunks(tx, runId);
  const gone = await tx.query({
    text: `DELETE FROM checkpoints c WHERE c.run_id = $1 AND c.id = ANY ($2::uuid[]) AND NOT (c.pinned AND $3::boolean)
      AND NOT EXISTS (SELECT FROM runs f WHERE f.forked_checkpoint = c.id) RETURNING c.id`,
    values: [runId, checkpointIds, sparePinned],
  });
  await tx.query({
    text: `DELETE FROM checkpoint_chunks k WHERE k.run_id = $1
      AND k.number NOT IN (SELECT unnest(c.chunks) FROM checkpoints c WHERE c.run_id = $1)`,
    values: [runId],
  });
  return gone.length;
}

/** What is stored of a checkpoint, taken apart; `fault` says which part is not what was stored. */
export async function readStoredManifest(
  tx: Tx,
  checkpointId: string,
): Promise<{ manifest: Manifest; fault: null } | { manifest: null; fault: string } | null> {
  const [row] = await tx.query<{ hash: string; manifest: Buffer; compressed: boolean; run_id: string; chunks: number[] }>({
    name: 'checkpoint_stored',
    text: 'SELECT hash, manifest, compressed, run_id, chunks FROM checkpoints WHERE id = $1',
    values: [checkpointId],
  });
  if (!row) return null;
  const root = readText(row.manifest, row.compressed);
  if (root === null) return { manifest: null, fault: 'manifest: cannot be read' };
  const stored = await tx.query<{ number: number; hash: string; body: Buffer; compressed: boolean }>({
    name: 'chunks_read',
    text: 'SELECT number, hash, body, compressed FROM checkpoint_chunks WHERE run_id = $1 AND number = ANY ($2::int[])',
    values: [row.run_id, row.chunks],
  });
  const byNumber = new Map(stored.map((chunk) => [chunk.number, chunk]));
  const texts: string[] = [];
  const hashes: string[] = [];
  for (const [index, number] of row.chunks.entries()) {
    const chunk = byNumber.get(number);
    const text = chunk ? readText(chunk.body, chunk.compressed) : null;
    if (!chunk || text === null || sha256(text) !== chunk.hash) {
      return { manifest: null, fault: `${placeIn(root, index)}: ${chunk ? 'is not what was stored' : 'is gone'}` };
    }
    texts.push(text);
    hashes.push(chunk.hash);
  }
  if (hashOf(root, hashes) !== row.hash) return { manifest: null, fault: 'manifest: is not what was stored' };
  try {
    return { manifest: unpackManifest(root, texts), fault: null };
  } catch (error) {
    return { manifest: null, fault: `manifest: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function readText(body: Buffer, compressed: boolean): string | null {
  try {
    return inflate(body, compressed);
  } catch {
    return null;
  }
}

/** The root is not verified yet. */
function placeIn(root: string, index: number): string {
  try {
    return placeOfChunk(root, index);
  } catch {
    return 'manifest';
  }
}
