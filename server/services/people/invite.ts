import { createHmac } from 'node:crypto';
import type { CreateInvitation, OneTimeLink } from '@/lib/contracts/people';
import { AppError } from '@/lib/errors';
import { secretHash } from '@/server/core/access/api-token';
import { actorOf, auditActorOf, type Caller } from '@/server/core/access/caller';
import type { Tx } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { claimKey, completeKey } from '@/server/repositories/idempotency-repository';
import {
  findLiveInvitation,
  insertInvitation,
  lockInvitation,
  lockInvitationOf,
  lockInvitationsOf,
  reissueInvitation,
  revokeInvitation,
} from '@/server/repositories/invitation-repository';
import { findPersonByEmail } from '@/server/repositories/people-repository';
import { newTokenId } from '@/server/repositories/token-repository';
import type { PeopleDeps } from './deps';

export const INVITATION_HOURS = 72;

const noSuchInvitation = () => new AppError('not_found', 'There is no such open invitation');
const randomToken = (deps: PeopleDeps): string => Buffer.from(deps.randomBytes(32)).toString('base64url');
/** After the hash sign: no server and no log in between sees it. */
const urlOf = (deps: PeopleDeps, token: string): string => `${deps.publicUrl()}/invitation#token=${token}`;

async function store(deps: PeopleDeps, tx: Tx, input: CreateInvitation, caller: Caller, id: string, token: string): Promise<OneTimeLink> {
  const email = input.email.toLowerCase();
  await lockInvitationsOf(tx, email);
  if (await findPersonByEmail(tx, email)) throw new AppError('conflict', `${email} has an account already`);
  const open = await lockInvitationOf(tx, email);
  if (open && !open.expired)
    throw new AppError('conflict', `${email} is invited already: make a new link for that invitation, or revoke it`);
  if (open) await revokeInvitation(tx, open.id);
  const row = { id, email, role: input.role, hash: secretHash(token), createdBy: actorOf(caller), maxAgeHours: INVITATION_HOURS };
  const { expiresAt } = await insertInvitation(tx, row);
  const target = { kind: 'invitation', id, name: email };
  await appendAudit(tx, auditActorOf(caller), { action: 'invitation.create', target, after: { role: input.role, expiresAt } });
  return { id, url: urlOf(deps, token), expiresAt: expiresAt.toISOString() };
}

/**
 * The link is told here alone. With an idempotency key it is derived from the installation's secret, like a token's, so that a
 * repeat can tell it again without it being kept.
 * @throws AppError conflict (has an account, or is invited), idempotency_mismatch, gone (a repeat whose link is of no use any more)
 */
export function invite(
  deps: PeopleDeps,
  input: CreateInvitation,
  caller: Caller,
  idempotency: { key: string; bodyHash: string } | null,
): Promise<OneTimeLink> {
  return deps.db.transaction(async (tx) => {
    if (idempotency === null) return store(deps, tx, input, caller, await newTokenId(tx), randomToken(deps));
    const call = { principal: `${caller.kind}:${caller.id}`, route: 'POST /api/v1/invitations', ...idempotency };
    const derive = (id: string) =>
      createHmac('sha256', deps.secret)
        .update(JSON.stringify(['invitation', id, call.principal, call.key, call.bodyHash]))
        .digest('base64url');
    const claim = await claimKey(tx, call);
    if (claim.fresh) {
      const id = await newTokenId(tx);
      const link = await store(deps, tx, input, caller, id, derive(id));
      await completeKey(tx, { ...call, status: 201, response: { id } });
      return link;
    }
    const { id } = claim.response as { id: string };
    const token = derive(id);
    const row = await findLiveInvitation(tx, secretHash(token));
    if (!row) throw new AppError('gone', 'The invitation made with this Idempotency-Key is gone');
    return { id, url: urlOf(deps, token), expiresAt: row.expiresAt.toISOString() };
  });
}

/** A new link; the one before is of no use any more. @throws AppError not_found */
export function reissue(deps: PeopleDeps, invitationId: string, caller: Caller): Promise<OneTimeLink> {
  return deps.db.transaction(async (tx) => {
    const row = await lockInvitation(tx, invitationId);
    if (!row) throw noSuchInvitation();
    const token = randomToken(deps);
    const expiresAt = await reissueInvitation(tx, invitationId, { hash: secretHash(token), maxAgeHours: INVITATION_HOURS });
    const target = { kind: 'invitation', id: invitationId, name: row.email };
    await appendAudit(tx, auditActorOf(caller), {
      action: 'invitation.reissue',
      target,
      before: { expiresAt: row.expiresAt },
      after: { expiresAt },
    });
    return { id: invitationId, url: urlOf(deps, token), expiresAt: expiresAt.toISOString() };
  });
}

/** @throws AppError not_found */
export function revoke(deps: PeopleDeps, invitationId: string, caller: Caller): Promise<void> {
  return deps.db.transaction(async (tx) => {
    const row = await lockInvitation(tx, invitationId);
    if (!row) throw noSuchInvitation();
    await revokeInvitation(tx, invitationId);
    const target = { kind: 'invitation', id: invitationId, name: row.email };
    await appendAudit(tx, auditActorOf(caller), { action: 'invitation.revoke', target, before: { role: row.role } });
  });
}
