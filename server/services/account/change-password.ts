import { passwordFault } from '@/lib/access/password-policy';
import type { ChangePassword } from '@/lib/contracts/account';
import { invalidInput } from '@/lib/errors';
import type { Caller } from '@/server/core/access/caller';
import { appendAudit } from '@/server/repositories/audit-repository';
import { endPasswordLinks } from '@/server/repositories/password-link-repository';
import { setPasswordHash } from '@/server/repositories/people-repository';
import { revokeSessionsOf } from '@/server/repositories/session-repository';
import { type AccountDeps, auditActor, auditTarget, personOf } from './deps';
import { provePerson } from './prove-person';

/** Every other session of the account ends. @throws AppError invalid_input (`current`, `next`), too_many_requests, forbidden */
export async function changePassword(deps: AccountDeps, input: ChangePassword, caller: Caller): Promise<{ ended: number }> {
  const person = personOf(caller);
  const fault = passwordFault(input.next, person.email);
  if (fault !== null) throw invalidInput('next', fault);
  if (input.next === input.current) throw invalidInput('next', 'is the same as before');
  await provePerson(deps, person, input.current, 'current');
  const hash = await deps.passwords.hash(input.next);
  const ended = await deps.db.transaction(async (tx) => {
    await setPasswordHash(tx, person.userId, hash);
    await endPasswordLinks(tx, person.userId);
    const sessions = await revokeSessionsOf(tx, person.userId, person.sessionId);
    const after = { by: 'themselves', sessionsEnded: sessions.length };
    await appendAudit(tx, auditActor(person), { action: 'user.password', target: auditTarget(person), after });
    return sessions;
  });
  for (const principalId of ended) deps.bus.publish({ kind: 'revoked', principalId });
  return { ended: ended.length };
}
