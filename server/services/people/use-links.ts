import { createHmac } from 'node:crypto';
import { passwordFault } from '@/lib/access/password-policy';
import type { AcceptInvitation, LinkView, OneTimeLink, UsePasswordLink } from '@/lib/contracts/people';
import { AppError, invalidInput } from '@/lib/errors';
import { secretHash } from '@/server/core/access/api-token';
import { auditActorOf, type Caller } from '@/server/core/access/caller';
import type { Tx } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { claimKey, completeKey } from '@/server/repositories/idempotency-repository';
import { consumeInvitation, findLiveInvitation } from '@/server/repositories/invitation-repository';
import { consumePasswordLink, findLivePasswordLink, insertPasswordLink } from '@/server/repositories/password-link-repository';
import { findPerson, insertPerson, setPasswordHash } from '@/server/repositories/people-repository';
import { revokeSessionsOf } from '@/server/repositories/session-repository';
import { newTokenId } from '@/server/repositories/token-repository';
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

/**
 * A link to a new password for somebody who forgot theirs; the ones before it end. With an idempotency key it is derived, like an
 * invitation's, so that a repeat can tell it again.
 * @throws AppError not_found, conflict (disabled), idempotency_mismatch, gone (a repeat whose link is of no use any more)
 */
export function makePasswordLink(
  deps: PeopleDeps,
  userId: string,
  caller: Caller,
  idempotency: { key: string; bodyHash: string } | null = null,
): Promise<OneTimeLink> {
  return deps.db.transaction(async (tx) => {
    if (idempotency === null) return storeLink(deps, tx, userId, caller, Buffer.from(deps.randomBytes(32)).toString('base64url'));
    const call = { principal: `${caller.kind}:${caller.id}`, route: 'POST /api/v1/users/{userId}/password-link', ...idempotency };
    const derive = (nonce: string) =>
      createHmac('sha256', deps.secret)
        .update(JSON.stringify(['password_link', nonce, call.principal, call.key, call.bodyHash]))
        .digest('base64url');
    const claim = await claimKey(tx, call);
    if (claim.fresh) {
      const nonce = await newTokenId(tx);
      const link = await storeLink(deps, tx, userId, caller, derive(nonce));
      await completeKey(tx, { ...call, status: 201, response: { id: link.id, nonce } });
      return link;
    }
    const { id, nonce } = claim.response as { id: string; nonce: string };
    const token = derive(nonce);
    const row = await findLivePasswordLink(tx, secretHash(token));
    if (!row) throw new AppError('gone', 'The link made with this Idempotency-Key is gone');
    return { id, url: passwordUrl(deps, token), expiresAt: row.expiresAt.toISOString() };
  });
}

async function storeLink(deps: PeopleDeps, tx: Tx, userId: string, caller: Caller, token: string): Promise<OneTimeLink> {
  const person = await findPerson(tx, userId);
  if (!person) throw noSuchUser();
  if (person.disabledAt !== null) throw new AppError('conflict', `${person.email} is disabled: enable the account first`);
  const { id, expiresAt } = await insertPasswordLink(tx, { userId, hash: secretHash(token), maxAgeHours: PASSWORD_LINK_HOURS });
  const target = { kind: 'user', id: userId, name: person.email };
  await appendAudit(tx, auditActorOf(caller), { action: 'user.password_link', target, after: { expiresAt } });
  return { id, url: passwordUrl(deps, token), expiresAt: expiresAt.toISOString() };
}

const passwordUrl = (deps: PeopleDeps, token: string): string => `${deps.publicUrl()}/new-password#token=${token}`;

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
