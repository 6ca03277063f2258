import type { Tx } from '@/server/infra/db/tx';

/** Keeps the definitions under their hash; the same content is one row for all runs. */
export async function pinDefinitions(tx: Tx, definitions: { hash: string; body: Record<string, unknown> }): Promise<void> {
  await tx.query({
    name: 'pin_definitions',
    text: 'INSERT INTO definitions (hash, body) SELECT $1, $2::jsonb WHERE NOT EXISTS (SELECT FROM definitions WHERE hash = $1) ON CONFLICT DO NOTHING',
    values: [definitions.hash, JSON.stringify(definitions.body)],
  });
}

export async function readDefinitions(tx: Tx, hash: string): Promise<Record<string, unknown> | null> {
  const [row] = await tx.query<{ body: Record<string, unknown> }>({
    name: 'read_definitions',
    text: 'SELECT body FROM definitions WHERE hash = $1',
    values: [hash],
  });
  return row?.body ?? null;
}

/** What a run is pinned to. Null: nothing is kept under its hash. */
export async function readRunDefinitions(tx: Tx, runId: string): Promise<Record<string, unknown> | null> {
  const [row] = await tx.query<{ body: Record<string, unknown> }>({
    name: 'read_run_definitions',
    text: 'SELECT d.body FROM runs r JOIN definitions d ON d.hash = r.definition_hash WHERE r.id = $1',
    values: [runId],
  });
  return row?.body ?? null;
}
