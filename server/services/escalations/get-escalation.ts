import type { EscalationView } from '@/lib/contracts/escalation';
import { AppError } from '@/lib/errors';
import type { Tx } from '@/server/infra/db/tx';
import { readEscalation } from '@/server/repositories/escalation-repository';

export const noSuchEscalation = () => new AppError('not_found', 'There is no such escalation.');

/** @throws not_found */
export async function getEscalation(db: Tx, id: string): Promise<EscalationView> {
  const view = await readEscalation(db, id);
  if (!view) throw noSuchEscalation();
  return view;
}
