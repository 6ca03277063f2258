import { talkAskOf, talkKey } from '@/server/core/checkpoint/assemble';
import type { Tx } from '@/server/infra/db/tx';
import { readStoredManifest } from './checkpoint-repository';

/** Hashes of conversations as the newest checkpoint of a run has them, by `talkKey`: what was said then need not be read again. */
export async function readKnownTalks(tx: Tx, runId: string): Promise<Map<string, string>> {
  const known = new Map<string, string>();
  const [newest] = await tx.query<{ id: string }>({
    name: 'checkpoint_newest',
    text: 'SELECT id FROM checkpoints WHERE run_id = $1 ORDER BY seq DESC, id DESC LIMIT 1',
    values: [runId],
  });
  const stored = newest && (await readStoredManifest(tx, newest.id));
  for (const task of stored?.manifest?.tasks ?? []) {
    const ask = talkAskOf(task);
    if (ask && task.talkHash !== null) known.set(talkKey(ask), task.talkHash);
  }
  return known;
}
