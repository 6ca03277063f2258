import type { AccessRole } from '@/lib/contracts/access';
import type { Tx } from '@/server/infra/db/tx';
import { findLinkedUser, insertAccountLink, touchAccountLink } from '@/server/repositories/account-link-repository';
import { appendAudit } from '@/server/repositories/audit-repository';
import { acceptInvitationRow, lockInvitationOf, lockInvitationsOf } from '@/server/repositories/invitation-repository';
import { findPerson, findPersonByEmail, insertPerson, type PersonRow } from '@/server/repositories/people-repository';
import type { IssuerIdentity } from './issuer-identity';
import { auditRefusal, openSession, type SignedIn, type SignInDeps, type Visitor } from './sign-in';

/** Who may come by an issuer. */
export interface IssuerPolicy {
  /** Lower case; none: every domain. */
  allowedDomains: readonly string[];
  /** What strangers become; null: they are refused. */
  defaultRole: AccessRole | null;
}

/** Why somebody whom the issuer knows is not let in. The sign-in page has words for each. */
export const ISSUER_REFUSALS = ['not_invited', 'disabled', 'email_unverified', 'wrong_domain', 'two_factor', 'linked_elsewhere'] as const;
export type IssuerRefusal = (typeof ISSUER_REFUSALS)[number];

type Found = { person: PersonRow } | { refused: IssuerRefusal; person: PersonRow | null };

const refuse = (refused: IssuerRefusal, person: PersonRow | null = null): Found => ({ refused, person });

async function reread(tx: Tx, userId: string): Promise<PersonRow> {
  const person = await findPerson(tx, userId);
  if (!person) throw new Error('The user is gone');
  return person;
}

/** Links a person of the issuer to a user; docs/decisions/0012 says when, and why not otherwise. */
async function findOrLink(tx: Tx, identity: IssuerIdentity, policy: IssuerPolicy): Promise<Found> {
  const { provider, subject, email, emailVerified } = identity;
  const domain = email?.split('@').at(-1) ?? '';
  const linked = await findLinkedUser(tx, provider, subject);
  if (policy.allowedDomains.length > 0 && (!emailVerified || !policy.allowedDomains.includes(domain))) {
    return refuse(email !== null && !emailVerified ? 'email_unverified' : 'wrong_domain');
  }
  if (linked) {
    const person = await reread(tx, linked.userId);
    if (person.disabledAt !== null) return refuse('disabled', person);
    await touchAccountLink(tx, provider, subject, email);
    return { person };
  }
  if (email === null || !emailVerified) return refuse('email_unverified');
  await lockInvitationsOf(tx, email);
  const existing = await findPersonByEmail(tx, email);
  if (existing?.disabledAt) return refuse('disabled', existing);
  if (existing?.twoFactor) return refuse('two_factor', existing);
  const person = existing ?? (await createPerson(tx, { ...identity, email }, policy));
  if (!person) return refuse('not_invited');
  if (!(await insertAccountLink(tx, { provider, subject, userId: person.id, email }))) return refuse('linked_elsewhere', person);
  const by = { actor: `user:${person.email}`, actorId: person.id };
  const target = { kind: 'user', id: person.id, name: person.email };
  await appendAudit(tx, by, { action: 'user.link', target, after: { provider, subject, email } });
  return { person };
}

/** By an open invitation to this address, or by the default role; null where there is neither. */
async function createPerson(tx: Tx, identity: IssuerIdentity & { email: string }, policy: IssuerPolicy): Promise<PersonRow | null> {
  const { email, provider } = identity;
  const open = await lockInvitationOf(tx, email);
  const invitation = open?.expired ? null : open;
  const role = invitation?.role ?? policy.defaultRole;
  if (role === null) return null;
  const name = identity.name ?? email.split('@')[0] ?? email;
  const userId = await insertPerson(tx, { email, name, passwordHash: null, role });
  if (userId === null) return findPersonByEmail(tx, email);
  if (invitation) await acceptInvitationRow(tx, invitation.id);
  const by = { actor: `user:${email}`, actorId: userId };
  const target = { kind: 'user', id: userId, name: email };
  const after = { role, method: provider, ...(invitation ? { invitedBy: invitation.createdBy } : {}) };
  await appendAudit(tx, by, { action: invitation ? 'invitation.accept' : 'user.create', target, after });
  return reread(tx, userId);
}

/** Opens a session for whom an issuer vouches, or says why not. */
export async function signInByIssuer(
  deps: SignInDeps,
  policy: IssuerPolicy,
  identity: IssuerIdentity,
  visitor: Visitor,
): Promise<SignedIn | { refused: IssuerRefusal }> {
  const found = await deps.db.transaction((tx) => findOrLink(tx, identity, policy));
  if ('refused' in found) {
    await auditRefusal(deps, found.person, { ip: visitor.ip, method: identity.provider, reason: found.refused });
    return { refused: found.refused };
  }
  const { id, email, name, role } = found.person;
  const user = { id, email, name, role, passwordHash: null, disabled: false };
  return { user, sessionId: await openSession(deps, user, { ...visitor, method: identity.provider }) };
}
