import type { EscalationDetail } from '@/lib/contracts/escalation';
import { AppError } from '@/lib/errors';
import type { Tx } from '@/server/infra/db/tx';
import { readAsking } from '@/server/repositories/consult-repository';
import { readEntries } from '@/server/repositories/escalation-repository';
import { readEscalation } from '@/server/repositories/escalation-view-repository';

export const noSuchEscalation = () => new AppError('not_found', 'There is no such escalation.');

/** @throws not_found */
export async function getEscalation(db: Tx, id: string): Promise<EscalationDetail> {
  const view = await readEscalation(db, id);
  if (!view) throw noSuchEscalation();
  return { ...view, entries: await readEntries(db, id), asking: await readAsking(db, id) };
}
