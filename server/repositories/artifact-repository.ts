import { createHash } from 'node:crypto';
import type { Artifact, ArtifactSummary, Quarantine } from '@/lib/contracts/artifact';
import { shownContent } from '@/server/core/secret/mask-found';
import type { Tx } from '@/server/infra/db/tx';
import { lookUpIfAny } from './look-up';

export interface NewArtifact {
  name: string;
  type: string;
  content: string;
  metadata: Record<string, unknown>;
}

export interface WrittenArtifact {
  id: string;
  name: string;
  type: string;
  version: number;
  bytes: number;
}

// Several versions of one name in one batch count on from each other. The run's gate is held, so no two writers take one version.
const INSERT = `
WITH a AS MATERIALIZED (
  SELECT a.*, row_number() OVER (PARTITION BY a.name ORDER BY a.ord) AS rn
  FROM jsonb_to_recordset($3::jsonb) AS a(ord integer, name text, type text, sha256 text, bytes integer, metadata jsonb)
)
INSERT INTO artifacts (id, run_id, node, name, type, version, sha256, bytes, metadata, created_at)
SELECT signalbox_uuid7(), $1::uuid, $2::int, a.name, a.type,
  a.rn + coalesce((SELECT max(o.version) FROM artifacts o WHERE o.run_id = $1::uuid AND o.name = a.name), 0), a.sha256, a.bytes, a.metadata, signalbox_now()
FROM a ORDER BY a.ord
RETURNING id, name, type, version, bytes`;

/** Writes artifacts of a task (`node`) or inputs (null), each as the next version of its name. Under the run's gate. */
export async function insertArtifacts(
  tx: Tx,
  runId: string,
  node: number | null,
  artifacts: readonly NewArtifact[],
): Promise<WrittenArtifact[]> {
  if (artifacts.length === 0) return [];
  const rows = artifacts.map((artifact, ord) => ({
    ord,
    name: artifact.name,
    type: artifact.type,
    sha256: sha256(artifact.content),
    bytes: Buffer.byteLength(artifact.content, 'utf8'),
    metadata: artifact.metadata,
  }));
  await tx.query({
    name: 'insert_contents',
    text: `INSERT INTO artifact_contents (sha256, content, used_at)
           SELECT DISTINCT ON (c.sha256) c.sha256, c.content, signalbox_now() FROM unnest($1::text[], $2::text[]) AS c(sha256, content) ORDER BY c.sha256
           ON CONFLICT (sha256) DO UPDATE SET used_at = excluded.used_at`,
    values: [rows.map((row) => row.sha256), artifacts.map((artifact) => artifact.content)],
  });
  return tx.query<WrittenArtifact>({ name: 'insert_artifacts', text: INSERT, values: [runId, node, JSON.stringify(rows)] });
}

/** Whether this very execution has written these artifacts, word by word, since it stored that turn. Never of none. */
export async function areWritten(
  tx: Tx,
  task: { runId: string; node: number; epoch: number },
  at: { conversation: number; turn: number },
  artifacts: readonly NewArtifact[],
): Promise<boolean> {
  if (artifacts.length === 0) return false;
  const [row] = await tx.query<{ same: number }>({
    name: 'written_artifacts',
    text: `SELECT count(*)::int AS same FROM unnest($6::text[], $7::text[]) g(name, sha256)
      JOIN turns t ON t.run_id = $1 AND t.node = $2 AND t.epoch = $3 AND t.conversation = $4 AND t.turn = $5
      CROSS JOIN LATERAL (SELECT a.* FROM artifacts a WHERE a.run_id = $1 AND a.name = g.name ORDER BY a.version DESC LIMIT 1) l
      WHERE l.sha256 = g.sha256 AND l.node = $2 AND l.created_at >= t.finished_at`,
    values: [
      ...[task.runId, task.node, task.epoch, at.conversation, at.turn],
      artifacts.map(({ name }) => name),
      artifacts.map(({ content }) => sha256(content)),
    ],
  });
  return row?.same === artifacts.length;
}

const sha256 = (content: string): string => createHash('sha256').update(content, 'utf8').digest('hex');

interface ArtifactRow {
  id: string;
  run_id: string;
  task_key: string | null;
  name: string;
  type: string;
  version: number;
  sha256: string;
  bytes: number;
  metadata: Record<string, unknown>;
  created_at: Date;
  quarantine: Quarantine | null;
  content: string;
}

const COLUMNS = 'a.id, a.run_id, s.key AS task_key, a.name, a.type, a.version, a.sha256, a.bytes, a.metadata, a.created_at, a.quarantine';
const FROM = `FROM artifacts a ${lookUpIfAny('task_specs', 's', 'a')}`;

const toSummary = (row: ArtifactRow): ArtifactSummary => ({
  id: row.id,
  runId: row.run_id,
  taskKey: row.task_key,
  name: row.name,
  type: row.type,
  version: row.version,
  sha256: row.sha256,
  bytes: row.bytes,
  metadata: row.metadata,
  createdAt: row.created_at.toISOString(),
  quarantine: row.quarantine,
});

/** What was found in it is masked here, so that it is wherever a content is read. */
const toArtifact = (row: ArtifactRow): Artifact => ({ ...toSummary(row), content: shownContent(row.content, row.quarantine) });

/** All versions that no rewind went back before, oldest first; inputs before what tasks made. */
export async function listArtifacts(tx: Tx, runId: string): Promise<ArtifactSummary[]> {
  const rows = await tx.query<ArtifactRow>({
    name: 'list_artifacts',
    text: `SELECT ${COLUMNS} ${FROM} WHERE a.run_id = $1 AND a.current ORDER BY a.node IS NOT NULL, a.created_at, a.id`,
    values: [runId],
  });
  return rows.map(toSummary);
}

export async function readArtifact(tx: Tx, artifactId: string): Promise<Artifact | null> {
  const [row] = await tx.query<ArtifactRow>({
    name: 'read_artifact',
    text: `SELECT ${COLUMNS}, c.content ${FROM} JOIN artifact_contents c ON c.sha256 = a.sha256 WHERE a.id = $1`,
    values: [artifactId],
  });
  return row ? toArtifact(row) : null;
}

/** Those of the ids that are there, in their order. */
export async function readArtifacts(tx: Tx, artifactIds: readonly string[]): Promise<Artifact[]> {
  const rows = await tx.query<ArtifactRow>({
    name: 'read_artifacts',
    text: `SELECT ${COLUMNS}, c.content ${FROM} JOIN artifact_contents c ON c.sha256 = a.sha256
      WHERE a.id = ANY ($1::uuid[]) ORDER BY array_position($1::uuid[], a.id)`,
    values: [artifactIds],
  });
  return rows.map(toArtifact);
}

/** By name: the given version, else the latest. */
export async function readArtifactByName(tx: Tx, runId: string, name: string, version?: number): Promise<Artifact | null> {
  const [row] = await tx.query<ArtifactRow>({
    name: 'read_artifact_by_name',
    text: `SELECT ${COLUMNS}, c.content ${FROM} JOIN artifact_contents c ON c.sha256 = a.sha256
      WHERE a.run_id = $1 AND a.name = $2 AND a.current AND ($3::int IS NULL OR a.version = $3) ORDER BY a.version DESC LIMIT 1`,
    values: [runId, name, version ?? null],
  });
  return row ? toArtifact(row) : null;
}

/**
 * Inputs of the run, then the latest version of what each of `nodes` made, with contents. A plan is left out: it holds the prompts of
 * other tasks, which are not theirs to read. So are the files of a large archive: its manifest names them.
 */
export async function readMaterials(tx: Tx, runId: string, nodes: readonly number[]): Promise<Artifact[]> {
  const rows = await tx.query<ArtifactRow>({
    name: 'read_materials',
    text: `SELECT ${COLUMNS}, c.content FROM (
        SELECT DISTINCT ON (node, name) * FROM artifacts WHERE run_id = $1 AND current AND (node IS NULL OR node = ANY ($2::int[]))
          AND NOT (node IS NULL AND metadata @> '{"inFirstRequest": false}') ORDER BY node, name, version DESC
      ) a ${lookUpIfAny('task_specs', 's', 'a')} JOIN artifact_contents c ON c.sha256 = a.sha256
      WHERE s.role IS DISTINCT FROM 'planner'
      ORDER BY coalesce(array_position($2::int[], a.node), 0), a.created_at, a.id`,
    values: [runId, nodes],
  });
  return rows.map(toArtifact);
}
