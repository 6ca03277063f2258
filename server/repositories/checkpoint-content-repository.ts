import type { KeptArtifact } from '@/server/core/checkpoint/manifest';
import type { Tx } from '@/server/infra/db/tx';

export async function readContent(tx: Tx, sha256: string): Promise<string | null> {
  const [row] = await tx.query<{ content: string }>({
    name: 'content_read',
    text: 'SELECT content FROM artifact_contents WHERE sha256 = $1',
    values: [sha256],
  });
  return row?.content ?? null;
}

/** The hash is the content's own: whoever calls has computed it. */
export async function insertContent(tx: Tx, sha256: string, content: string): Promise<void> {
  await tx.query({
    name: 'content_insert',
    text: `INSERT INTO artifact_contents (sha256, content, used_at) VALUES ($1, $2, signalbox_now())
      ON CONFLICT (sha256) DO UPDATE SET used_at = excluded.used_at`,
    values: [sha256, content],
  });
}

/** Artifacts of a run that came out of a file, under ids of their own. Returns the ids of those that tasks wrote and that count. */
export async function insertFiledArtifacts(
  tx: Tx,
  runId: string,
  artifacts: readonly (KeptArtifact & { counts: boolean })[],
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>({
    name: 'filed_artifacts',
    text: `WITH m AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset($2::jsonb) AS m(ord integer, node integer, name text, type text, version integer, sha256 text, bytes integer,
          metadata jsonb, "createdAt" timestamptz, counts boolean)
      ), a AS (
        INSERT INTO artifacts (id, run_id, node, name, type, version, sha256, bytes, metadata, created_at, current)
        SELECT signalbox_uuid7(), $1, m.node, m.name, m.type, m.version, m.sha256, m.bytes, m.metadata, m."createdAt", m.counts FROM m ORDER BY m.ord
        RETURNING id, node, current
      ) SELECT id FROM a WHERE node IS NOT NULL AND current ORDER BY id`,
    values: [runId, JSON.stringify(artifacts.map((artifact, ord) => ({ ...artifact, ord })))],
  });
  return rows.map((row) => row.id);
}
