import type { ChangePerson, Person } from '@/lib/contracts/people';
import { AppError } from '@/lib/errors';
import { auditActorOf, type Caller } from '@/server/core/access/caller';
import type { Tx } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { revokeInvitationsBy } from '@/server/repositories/invitation-repository';
import { endPasswordLinks } from '@/server/repositories/password-link-repository';
import { findPerson, lockAdmins, type PersonRow, setDisabled, setName, setRole } from '@/server/repositories/people-repository';
import { clearSecondFactor } from '@/server/repositories/second-factor-repository';
import { revokeSessionsOf } from '@/server/repositories/session-repository';
import type { PeopleDeps } from './deps';
import { noSuchUser, personView } from './person-view';

/** Locks the administrators first, so that two who take each other's role do it one after another. */
async function lockPerson(tx: Tx, userId: string): Promise<{ person: PersonRow; isLastAdmin: boolean }> {
  const admins = await lockAdmins(tx);
  const person = await findPerson(tx, userId);
  if (!person) throw noSuchUser();
  return { person, isLastAdmin: admins.length === 1 && admins[0] === userId };
}

const lastAdmin = () =>
  new AppError('conflict', 'This is the last administrator who can sign in: make somebody else an administrator first');

async function reread(tx: Tx, userId: string): Promise<Person> {
  const row = await findPerson(tx, userId);
  if (!row) throw noSuchUser();
  return personView(row);
}

/**
 * A new role holds from the next request on; sockets are dropped and come back with it.
 * @throws AppError not_found, conflict (the last administrator)
 */
export async function changePerson(deps: PeopleDeps, input: ChangePerson, caller: Caller): Promise<Person> {
  const { userId, role, name } = input;
  const { view, newRole } = await deps.db.transaction(async (tx) => {
    const { person, isLastAdmin } = await lockPerson(tx, userId);
    const newRole = role !== undefined && role !== person.role ? role : null;
    const newName = name !== undefined && name !== person.name ? name : null;
    if (newRole !== null && isLastAdmin) throw lastAdmin();
    const target = { kind: 'user', id: userId, name: person.email };
    if (newRole !== null) {
      await setRole(tx, userId, newRole);
      const change = { before: { role: person.role }, after: { role: newRole } };
      await appendAudit(tx, auditActorOf(caller), { action: 'user.change_role', target, ...change });
    }
    if (newName !== null) {
      await setName(tx, userId, newName);
      const change = { before: { name: person.name }, after: { name: newName } };
      await appendAudit(tx, auditActorOf(caller), { action: 'user.rename', target, ...change });
    }
    return { view: await reread(tx, userId), newRole };
  });
  if (newRole !== null) deps.bus.publish({ kind: 'revoked', principalId: userId });
  return view;
}

/**
 * Ends their sessions and sockets at once, and lets their tokens rest; links and invitations they made are of no use any more.
 * @throws AppError not_found, conflict (the last administrator, or oneself)
 */
export async function disablePerson(deps: PeopleDeps, userId: string, caller: Caller): Promise<Person> {
  const view = await deps.db.transaction(async (tx) => {
    const { person, isLastAdmin } = await lockPerson(tx, userId);
    if (person.disabledAt !== null) return personView(person);
    if (isLastAdmin) throw lastAdmin();
    if (caller.kind === 'user' && caller.id === userId) {
      throw new AppError('conflict', 'You cannot disable yourself: ask another administrator');
    }
    await setDisabled(tx, userId, true);
    const sessions = await revokeSessionsOf(tx, userId);
    await endPasswordLinks(tx, userId);
    const invitations = await revokeInvitationsBy(tx, `user:${person.email}`);
    await appendAudit(tx, auditActorOf(caller), {
      action: 'user.disable',
      target: { kind: 'user', id: userId, name: person.email },
      before: { role: person.role, sessions: sessions.length, invitations },
    });
    return reread(tx, userId);
  });
  // Also where nothing changed: sockets that were missed are dropped now.
  deps.bus.publish({ kind: 'revoked', principalId: userId });
  return view;
}

/** @throws AppError not_found */
export function enablePerson(deps: PeopleDeps, userId: string, caller: Caller): Promise<Person> {
  return deps.db.transaction(async (tx) => {
    const { person } = await lockPerson(tx, userId);
    if (person.disabledAt === null) return personView(person);
    await setDisabled(tx, userId, false);
    const target = { kind: 'user', id: userId, name: person.email };
    await appendAudit(tx, auditActorOf(caller), { action: 'user.enable', target, after: { role: person.role } });
    return reread(tx, userId);
  });
}

/** For somebody who lost phone and recovery codes. Their sessions end: whoever asked for this might not be them. @throws AppError not_found */
export async function resetSecondFactor(deps: PeopleDeps, userId: string, caller: Caller): Promise<Person> {
  const { view, changed } = await deps.db.transaction(async (tx) => {
    const { person } = await lockPerson(tx, userId);
    if (!(await clearSecondFactor(tx, userId))) return { view: personView(person), changed: false };
    await revokeSessionsOf(tx, userId);
    const target = { kind: 'user', id: userId, name: person.email };
    await appendAudit(tx, auditActorOf(caller), { action: 'user.reset_two_factor', target });
    return { view: await reread(tx, userId), changed: true };
  });
  if (changed) deps.bus.publish({ kind: 'revoked', principalId: userId });
  return view;
}
