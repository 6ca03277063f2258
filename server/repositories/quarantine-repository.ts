import type { Quarantine, QuarantineFinding } from '@/lib/contracts/artifact';
import { sha256 } from '@/server/core/checkpoint/canonical';
import { shownContent } from '@/server/core/secret/mask-found';
import type { Tx } from '@/server/infra/db/tx';

const UNASKED = `
SELECT e.id AS "escalationId", coalesce((SELECT jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'type', a.type, 'version', a.version) ORDER BY a.id)
    FROM artifacts a WHERE a.run_id = $1 AND a.current AND a.quarantine ->> 'escalationId' = e.id::text), '[]') AS artifacts
FROM escalations e
WHERE e.id IN (SELECT w.escalation_id FROM quarantined_words w WHERE w.run_id = $1 AND w.status = 'held') AND e.status = 'SUPERSEDED'
  AND (EXISTS (SELECT FROM artifacts a WHERE a.run_id = $1 AND a.current AND a.quarantine ->> 'escalationId' = e.id::text)
    OR NOT EXISTS (SELECT FROM artifacts a WHERE a.run_id = $1 AND a.quarantine ->> 'escalationId' = e.id::text)
      AND EXISTS (SELECT FROM task_outputs o WHERE o.run_id = $1 AND o.node = e.node AND o.current))
ORDER BY e.id`;

/** Void questions about what is kept back and counts, with the artifacts of it. Under the run's gate. */
export async function findHeldUnasked(
  tx: Tx,
  runId: string,
): Promise<{ escalationId: string; artifacts: { id: string; name: string; type: string; version: number }[] }[]> {
  return tx.query({ name: 'quarantine_unasked', text: UNASKED, values: [runId] });
}

/** What is kept back: places in artifacts, and the words themselves wherever else they stood. */
export interface Held {
  artifacts: readonly { artifactId: string; findings: readonly QuarantineFinding[] }[];
  words: readonly string[];
}

const HOLD = `
WITH a AS (
  UPDATE artifacts a SET quarantine = r.quarantine FROM jsonb_to_recordset($3::jsonb) AS r(id uuid, quarantine jsonb) WHERE a.id = r.id
)
INSERT INTO quarantined_words (run_id, escalation_id, digest, status, word)
SELECT $1::uuid, $2::uuid, w.digest, 'held', w.word FROM unnest($4::text[], $5::text[]) AS w(digest, word)
ON CONFLICT (run_id, escalation_id, digest) DO UPDATE SET status = 'held'`;

/** Under the run's gate, in the transaction that wrote what holds them. */
export async function holdFound(tx: Tx, runId: string, { artifacts, words }: Held, escalationId: string): Promise<void> {
  const rows = artifacts.map(({ artifactId, findings }) => ({ id: artifactId, quarantine: { status: 'held', findings, escalationId } }));
  const distinct = [...new Set(words)];
  await tx.query({
    name: 'quarantine_hold',
    text: HOLD,
    values: [runId, escalationId, JSON.stringify(rows), distinct.map(sha256), distinct],
  });
}

/** A decision holds for all that was found with it, in copies of the run as well. */
export async function decideFound(tx: Tx, escalationId: string, status: Exclude<Quarantine['status'], 'held'>): Promise<void> {
  await tx.query({
    name: 'quarantine_decide',
    text: `WITH w AS (UPDATE quarantined_words SET status = $2 WHERE escalation_id = $1::uuid)
      UPDATE artifacts SET quarantine = quarantine || jsonb_build_object('status', $2::text)
      WHERE quarantine IS NOT NULL AND quarantine ->> 'escalationId' = $1::text`,
    values: [escalationId, status],
  });
}

/** Asked again, whatever was decided before: the new question decides. In one run alone, where given. */
export async function holdFoundAgain(tx: Tx, before: string, escalationId: string, runId: string | null = null): Promise<void> {
  await tx.query({
    name: 'quarantine_again',
    text: `WITH w AS (UPDATE quarantined_words SET status = 'held', escalation_id = $2::uuid WHERE escalation_id = $1::uuid AND ($3::uuid IS NULL OR run_id = $3))
      UPDATE artifacts SET quarantine = quarantine || jsonb_build_object('status', 'held', 'escalationId', $2::text)
      WHERE quarantine IS NOT NULL AND quarantine ->> 'escalationId' = $1::text AND ($3::uuid IS NULL OR run_id = $3)`,
    values: [before, escalationId, runId],
  });
}

/** What was found in a run is found in its copy, and decided with it. */
export async function copyHeldWords(tx: Tx, from: string, to: string): Promise<void> {
  await tx.query({
    name: 'quarantine_copy',
    text: `INSERT INTO quarantined_words (run_id, escalation_id, digest, status, word)
      SELECT $2::uuid, escalation_id, digest, status, word FROM quarantined_words WHERE run_id = $1`,
    values: [from, to],
  });
}

/** What was found in a run before: words that were released, and those that an open question of a task is about. */
export async function readKnownWords(
  tx: Tx,
  runId: string,
  node: number | null,
): Promise<{ released: Set<string>; asked: Map<string, string> }> {
  const rows = await tx.query<{ word: string; status: string; escalation_id: string; asked: boolean }>({
    name: 'quarantine_known',
    text: `SELECT w.word, w.status, w.escalation_id, e.status = 'OPEN' AND e.node IS NOT DISTINCT FROM $2::int AS asked
      FROM quarantined_words w JOIN escalations e ON e.id = w.escalation_id WHERE w.run_id = $1`,
    values: [runId, node],
  });
  return {
    released: new Set(rows.flatMap(({ word, status }) => (status === 'released' ? [word] : []))),
    asked: new Map(rows.flatMap(({ word, status, asked, escalation_id: id }) => (status === 'held' && asked ? [[word, id]] : []))),
  };
}

/** What nobody may see of these runs, longest first, by run: none for nearly all of them. */
export async function readHeldWordsOf(tx: Tx, runIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await tx.query<{ runId: string; words: string[] }>({
    name: 'quarantine_words',
    text: `SELECT w.run_id AS "runId", array_agg(w.word ORDER BY length(w.word) DESC) AS words
      FROM (SELECT DISTINCT run_id, word FROM quarantined_words WHERE run_id = ANY ($1::uuid[]) AND status <> 'released') w GROUP BY w.run_id`,
    values: [runIds],
  });
  return new Map(rows.map(({ runId, words }) => [runId, words]));
}

export async function readHeldWords(tx: Tx, runId: string): Promise<string[]> {
  return (await readHeldWordsOf(tx, [runId])).get(runId) ?? [];
}

export async function readTaskKey(tx: Tx, runId: string, node: number): Promise<string> {
  const text = 'SELECT key FROM task_specs WHERE run_id = $1 AND node = $2';
  const [row] = await tx.query<{ key: string }>({ name: 'quarantine_task', text, values: [runId, node] });
  return row?.key ?? '';
}

/** Contents of artifacts that leave as something else than they are: masked, with what they are then, by artifact. */
export async function readShownContents(
  tx: Tx,
  artifactIds: readonly string[],
): Promise<Map<string, { content: string; stamp: { sha256: string; bytes: number } }>> {
  const rows = await tx.query<{ id: string; quarantine: Quarantine; content: string }>({
    name: 'quarantine_shown',
    text: `SELECT a.id, a.quarantine, c.content FROM artifacts a JOIN artifact_contents c ON c.sha256 = a.sha256
      WHERE a.id = ANY ($1::uuid[]) AND a.quarantine ->> 'status' IN ('held', 'kept')`,
    values: [artifactIds],
  });
  return new Map(
    rows.map(({ id, quarantine, content }) => {
      const shown = shownContent(content, quarantine);
      return [id, { content: shown, stamp: { sha256: sha256(shown), bytes: Buffer.byteLength(shown) } }];
    }),
  );
}
