import type { Quarantine, QuarantineFinding } from '@/lib/contracts/artifact';
import { sha256 } from '@/server/core/checkpoint/canonical';
import { heldWords, shownContent } from '@/server/core/secret/mask-found';
import type { Tx } from '@/server/infra/db/tx';

/** Under the run's gate, in the transaction that wrote the artifacts. */
export async function holdFound(
  tx: Tx,
  held: readonly { artifactId: string; findings: readonly QuarantineFinding[] }[],
  escalationId: string,
): Promise<void> {
  const rows = held.map(({ artifactId, findings }) => ({ id: artifactId, quarantine: { status: 'held', findings, escalationId } }));
  await tx.query({
    name: 'quarantine_hold',
    text: `UPDATE artifacts a SET quarantine = r.quarantine FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, quarantine jsonb) WHERE a.id = r.id`,
    values: [JSON.stringify(rows)],
  });
}

/** A decision holds for all that was found with it, in copies of the run as well. */
export async function decideFound(tx: Tx, escalationId: string, status: Exclude<Quarantine['status'], 'held'>): Promise<void> {
  await tx.query({
    name: 'quarantine_decide',
    text: `UPDATE artifacts SET quarantine = quarantine || jsonb_build_object('status', $2::text)
      WHERE quarantine IS NOT NULL AND quarantine ->> 'escalationId' = $1`,
    values: [escalationId, status],
  });
}

/** Asked again, whatever was decided before: the new question decides. */
export async function holdFoundAgain(tx: Tx, before: string, escalationId: string): Promise<void> {
  await tx.query({
    name: 'quarantine_again',
    text: `UPDATE artifacts SET quarantine = quarantine || jsonb_build_object('status', 'held', 'escalationId', $2::text)
      WHERE quarantine IS NOT NULL AND quarantine ->> 'escalationId' = $1`,
    values: [before, escalationId],
  });
}

interface FoundRow {
  node: number | null;
  quarantine: Quarantine;
  content: string;
}

function readFound(tx: Tx, runId: string): Promise<(FoundRow & Record<string, unknown>)[]> {
  return tx.query<FoundRow & Record<string, unknown>>({
    name: 'quarantine_read',
    text: `SELECT a.node, a.quarantine, c.content FROM artifacts a JOIN artifact_contents c ON c.sha256 = a.sha256
      WHERE a.run_id = $1 AND a.quarantine IS NOT NULL`,
    values: [runId],
  });
}

/** What was found in a run before: words that were released, and those that an open question of a task is about. */
export async function readKnownWords(tx: Tx, runId: string, node: number): Promise<{ released: Set<string>; asked: Map<string, string> }> {
  const released = new Set<string>();
  const asked = new Map<string, string>();
  for (const { node: of, quarantine, content } of await readFound(tx, runId)) {
    for (const word of heldWords(content, quarantine.findings)) {
      if (quarantine.status === 'released') released.add(word);
      else if (quarantine.status === 'held' && of === node && quarantine.escalationId) asked.set(word, quarantine.escalationId);
    }
  }
  return { released, asked };
}

/** What nobody may see of a run, longest first: none for nearly every run. */
export async function readHeldWords(tx: Tx, runId: string): Promise<string[]> {
  const rows = (await readFound(tx, runId)).filter(({ quarantine }) => quarantine.status !== 'released');
  return [...new Set(rows.flatMap(({ quarantine, content }) => heldWords(content, quarantine.findings)))].sort(
    (a, b) => b.length - a.length,
  );
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
