import type { Deciders, ListDeciders } from '@/lib/contracts/decider';
import { faultOfAssignee } from '@/server/core/escalation/assign';
import { findEscalation } from '@/server/repositories/escalation-repository';
import { listDeciders } from '@/server/repositories/people-repository';
import type { EscalationsDeps } from './deps';
import { noSuchEscalation } from './get-escalation';

/** To whom questions can be given, or one of them. @throws not_found (escalation) */
export async function offerDeciders(
  { db, deciders }: Pick<EscalationsDeps, 'db' | 'deciders'>,
  { escalationId, verb, q, limit }: ListDeciders,
): Promise<Deciders> {
  const asked = escalationId === undefined ? null : await findEscalation(db, escalationId);
  if (escalationId !== undefined && !asked) throw noSuchEscalation();
  const people = await listDeciders(db, { roles: deciders, q: q ?? null, limit });
  const faultOf = (person: (typeof people)[number]) =>
    asked && faultOfAssignee({ ...person, disabledAt: null }, asked, { deciders, delegated: verb === 'delegate' });
  return { items: people.map((person) => ({ ...person, cannot: faultOf(person) })) };
}
