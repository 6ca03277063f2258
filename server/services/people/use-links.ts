import { passwordFault } from '@/lib/access/password-policy';
import type { AcceptInvitation, LinkView, OneTimeLink, UsePasswordLink } from '@/lib/contracts/people';
import { AppError, invalidInput } from '@/lib/errors';
import { secretHash } from '@/server/core/access/api-token';
import { auditActorOf, type Caller } from '@/server/core/access/caller';
import { appendAudit } from '@/server/repositories/audit-repository';
import { consumeInvitation, findLiveInvitation } from '@/server/repositories/invitation-repository';
import { consumePasswordLink, findLivePasswordLink, insertPasswordLink } from '@/server/repositories/password-link-repository';
import { findPerson, insertPerson, setPasswordHash } from '@/server/repositories/people-repository';
import { revokeSessionsOf } from '@/server/repositories/session-repository';
import type { PeopleDeps } from './deps';
import { noSuchUser } from './person-view';

const PASSWORD_LINK_HOURS = 24;

const linkGone = () => new AppError('gone', 'This link was used, taken back, or is too old: ask an administrator for a new one');

function checkPassword(password: string, email: string): void {
  const fault = passwordFault(password, email);
  if (fault !== null) throw invalidInput('password', fault);
}

/** Whom a link is for. Looking does not use it up. @throws AppError gone */
export async function lookAtInvitation(deps: PeopleDeps, token: string): Promise<LinkView> {
  const row = await findLiveInvitation(deps.db, secretHash(token));
  if (!row) throw linkGone();
  return { email: row.email, role: row.role, expiresAt: row.expiresAt.toISOString() };
}

/**
 * Makes the account. The link is looked at before the password is hashed, so that nobody without one can make the server work.
 * @throws AppError gone, invalid_input (password), conflict (has an account)
 */
export async function acceptInvitation(deps: PeopleDeps, input: AcceptInvitation): Promise<{ email: string }> {
  const { email } = await lookAtInvitation(deps, input.token);
  checkPassword(input.password, email);
  const passwordHash = await deps.passwords.hash(input.password);
  return deps.db.transaction(async (tx) => {
    const invitation = await consumeInvitation(tx, secretHash(input.token));
    if (!invitation) throw linkGone();
    const { role } = invitation;
    const userId = await insertPerson(tx, { email, name: input.name, passwordHash, role });
    if (userId === null) throw new AppError('conflict', `${email} has an account already: sign in instead`);
    const target = { kind: 'user', id: userId, name: email };
    const after = { role, method: 'password', invitedBy: invitation.createdBy };
    await appendAudit(tx, { actor: `user:${email}`, actorId: userId }, { action: 'invitation.accept', target, after });
    return { email };
  });
}

/** A link to a new password for somebody who forgot theirs; the ones before it end. @throws AppError not_found, conflict (disabled) */
export function makePasswordLink(deps: PeopleDeps, userId: string, caller: Caller): Promise<OneTimeLink> {
  return deps.db.transaction(async (tx) => {
    const person = await findPerson(tx, userId);
    if (!person) throw noSuchUser();
    if (person.disabledAt !== null) throw new AppError('conflict', `${person.email} is disabled: enable the account first`);
    const token = Buffer.from(deps.randomBytes(32)).toString('base64url');
    const { id, expiresAt } = await insertPasswordLink(tx, { userId, hash: secretHash(token), maxAgeHours: PASSWORD_LINK_HOURS });
    const target = { kind: 'user', id: userId, name: person.email };
    await appendAudit(tx, auditActorOf(caller), { action: 'user.password_link', target, after: { expiresAt } });
    return { id, url: `${deps.publicUrl()}/new-password#token=${token}`, expiresAt: expiresAt.toISOString() };
  });
}

/** @throws AppError gone */
export async function lookAtPasswordLink(deps: PeopleDeps, token: string): Promise<LinkView> {
  const row = await findLivePasswordLink(deps.db, secretHash(token));
  if (!row) throw linkGone();
  return { email: row.email, role: row.role, expiresAt: row.expiresAt.toISOString() };
}

/** Sets the password and ends every session of the account. @throws AppError gone, invalid_input (password) */
export async function takePasswordLink(deps: PeopleDeps, input: UsePasswordLink): Promise<{ email: string }> {
  const hash = secretHash(input.token);
  const link = await findLivePasswordLink(deps.db, hash);
  if (!link) throw linkGone();
  const { email, userId } = link;
  checkPassword(input.password, email);
  const passwordHash = await deps.passwords.hash(input.password);
  await deps.db.transaction(async (tx) => {
    if (!(await consumePasswordLink(tx, hash)) || !(await findPerson(tx, userId))) throw linkGone();
    await setPasswordHash(tx, userId, passwordHash);
    const sessions = await revokeSessionsOf(tx, userId);
    const target = { kind: 'user', id: userId, name: email };
    const after = { by: 'link', sessionsEnded: sessions.length };
    await appendAudit(tx, { actor: `user:${email}`, actorId: userId }, { action: 'user.password', target, after });
  });
  deps.bus.publish({ kind: 'revoked', principalId: userId });
  return { email };
}
