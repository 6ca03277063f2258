import { invalidInput } from '@/lib/errors';
import { mayBeMasked, stillMasked } from '@/server/core/secret/still-masked';
import type { Tx } from '@/server/infra/db/tx';
import { readHeldWords } from '@/server/repositories/quarantine-repository';

/** Of what a person wrote over what was shown. @throws AppError invalid_input with the place where it still holds the stars of a mask. */
export async function refuseMasked(tx: Tx, runId: string, value: unknown, path: string): Promise<void> {
  if (!mayBeMasked(value)) return;
  const at = stillMasked(value, await readHeldWords(tx, runId), path);
  if (at) throw invalidInput(at, 'still holds the stars of what is kept back: write what belongs there, or leave it out');
}
