import type { DelegateEscalation, EscalationView, ReassignEscalation } from '@/lib/contracts/escalation';
import { invalidInput } from '@/lib/errors';
import type { Caller } from '@/server/core/access/caller';
import { checkAssignee } from '@/server/core/escalation/assign';
import { emailOf, refusalOf } from '@/server/core/escalation/may-decide';
import type { NewEvent } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { assignEscalation } from '@/server/repositories/escalation-care-repository';
import { appendEntry, type EscalationRow } from '@/server/repositories/escalation-repository';
import { enqueueNotification } from '@/server/repositories/notification-repository';
import { findPersonByEmail } from '@/server/repositories/people-repository';
import { changeOpen, type Idempotency } from './change-open';
import type { EscalationsDeps } from './deps';

/** To somebody who may decide it, or (null) to anybody again. @throws not_found, conflict, invalid_input (to) */
export function reassignEscalation(
  deps: EscalationsDeps,
  { escalationId, to, note }: ReassignEscalation,
  caller: Caller,
  idempotency: Idempotency = null,
): Promise<EscalationView> {
  return changeOpen(deps, {
    ...{ escalationId, verb: 'reassign', caller, idempotency },
    write: (tx, asked, at) => give(tx, asked, { to, note: note ?? null, delegated: false, deciders: deps.deciders, ...at }),
  });
}

/**
 * Somebody decides in the caller's place, who remains responsible: of the group or not, they may then.
 * @throws not_found, conflict, forbidden (the caller may not decide it themselves), invalid_input (to)
 */
export function delegateEscalation(
  deps: EscalationsDeps,
  { escalationId, to, note }: DelegateEscalation,
  caller: Caller,
  idempotency: Idempotency = null,
): Promise<EscalationView> {
  return changeOpen(deps, {
    ...{ escalationId, verb: 'delegate', caller, idempotency },
    async write(tx, asked, at) {
      const refusal = refusalOf(caller, { ...asked, delegated: asked.assignedBy !== null, votes: [] }, 'reject');
      if (refusal) throw refusal;
      if (emailOf(caller) === to.toLowerCase()) throw invalidInput('to', 'is yourself');
      return give(tx, asked, { to, note: note ?? null, delegated: true, deciders: deps.deciders, ...at });
    },
  });
}

interface Gift extends Pick<EscalationsDeps, 'deciders'> {
  to: string | null;
  note: string | null;
  delegated: boolean;
  by: string;
  now: Date;
}

async function give(tx: Tx, asked: EscalationRow, { to, note, delegated, deciders, by, now }: Gift) {
  const person = to === null ? null : await findPersonByEmail(tx, to);
  if (to !== null) checkAssignee(person, asked, { deciders, delegated });
  const { id: escalationId, runId, node } = asked;
  const email = person?.email ?? null;
  await assignEscalation(tx, escalationId, { to: email, by: delegated ? by : null });
  const kind = delegated ? 'delegated' : 'assigned';
  await appendEntry(tx, { escalationId, runId, kind, by, body: note, data: { to: email, from: asked.assignedTo }, now });
  if (email !== null) await enqueueNotification(tx, { kind: 'assigned', escalationId, runId, now, to: email });
  const event: NewEvent = {
    ...{ type: 'escalation.assigned', ...(node === null ? {} : { node }) },
    data: { escalationId, by, to: email, delegated },
  };
  return { events: [event], before: { assignedTo: asked.assignedTo }, after: { assignedTo: email }, reason: note };
}
