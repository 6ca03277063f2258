import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Caller } from '@/server/core/access/caller';
import { createTestDatabase, type TestDatabase } from '@/test/database';
import { type OpenDoor, openDoor } from '@/test/door/open-door';
import type { IssuerIdentity } from './issuer-identity';
import type { IssuerPolicy } from './issuer-sign-in';

const ADMIN: Caller = { kind: 'token', id: 'environment', name: 'environment', role: 'admin' };
const visitor = { ip: '127.0.0.1', userAgent: 'test' };
const ADA: IssuerIdentity = { provider: 'oidc', subject: 's1', email: 'ada@example.com', emailVerified: true, name: 'Ada' };

describe('somebody for whom an issuer vouches', () => {
  let database: TestDatabase;
  let door: OpenDoor;
  const doors: OpenDoor[] = [];
  const open = (issuerPolicy?: IssuerPolicy) => {
    const opened = openDoor(database.url, { issuerPolicy });
    doors.push(opened);
    return opened;
  };
  beforeEach(async () => {
    database = await createTestDatabase();
    door = open();
  });
  afterEach(async () => {
    for (const each of doors.splice(0)) await each.close();
    await database.drop();
  });
  const come = (change: Partial<IssuerIdentity> = {}, at = door) => at.auth.signInByIssuer({ ...ADA, ...change }, visitor);
  const addAda = () => door.auth.ensureAdmin({ email: 'ada@example.com', password: 'correct horse battery' });
  const people = async () => (await door.people.list({ limit: 50 })).items;

  test('is refused where nobody invited them, and an entry says so', async () => {
    expect(await come()).toEqual({ refused: 'not_invited' });
    expect(await people()).toEqual([]);
    expect((await door.audit.list({ limit: 5 })).items).toMatchObject([{ action: 'session.refuse', reason: 'not_invited' }]);
  });

  test('comes by an invitation to that address, with its role, and from then on by the subject', async () => {
    await door.people.invite({ email: 'ada@example.com', role: 'operator' }, ADMIN, null);
    expect(await come()).toMatchObject({ user: { email: 'ada@example.com', role: 'operator', name: 'Ada' } });
    expect((await door.people.listInvitations({ limit: 5 })).items).toEqual([]);
    expect(await people()).toMatchObject([{ hasPassword: false, issuers: ['oidc'] }]);
    // A changed address is still the same person; somebody else with the old address is not.
    expect(await come({ email: 'ada.new@example.com' })).toMatchObject({ user: { email: 'ada@example.com' } });
    expect(await come({ subject: 's2' })).toEqual({ refused: 'linked_elsewhere' });
    expect((await door.audit.list({ limit: 50 })).items.map(({ action }) => action).reverse()).toEqual([
      'invitation.create',
      'invitation.accept',
      'user.link',
      'session.create',
      'session.create',
      'session.refuse',
    ]);
  });

  test('is refused by an invitation that is past its time', async () => {
    await door.people.invite({ email: 'ada@example.com', role: 'operator' }, ADMIN, null);
    await door.db.query({ text: `UPDATE invitations SET expires_at = now() - interval '1 second'` });
    expect(await come()).toEqual({ refused: 'not_invited' });
  });

  test('is linked to the account of that address only where the address is verified', async () => {
    await addAda();
    expect(await come({ emailVerified: false })).toEqual({ refused: 'email_unverified' });
    expect(await come({ email: null })).toEqual({ refused: 'email_unverified' });
    expect(await come()).toMatchObject({ user: { email: 'ada@example.com' } });
    // Another issuer is another link; two first times at once make one.
    const twice = await Promise.all([come({ provider: 'github', subject: '7' }), come({ provider: 'github', subject: '7' })]);
    expect(twice.filter((outcome) => 'sessionId' in outcome).length).toBeGreaterThan(0);
    expect(await people()).toMatchObject([{ issuers: ['github', 'oidc'] }]);
  });

  test('does not get around two-factor by a first link', async () => {
    await addAda();
    await door.db.query({ text: 'UPDATE users SET totp_enabled_at = now()' });
    expect(await come()).toEqual({ refused: 'two_factor' });
  });

  test('is refused while disabled, linked or not', async () => {
    await addAda();
    await come();
    await door.db.query({ text: 'UPDATE users SET disabled_at = now()' });
    expect(await come()).toEqual({ refused: 'disabled' });
    expect(await come({ provider: 'github' })).toEqual({ refused: 'disabled' });
  });

  test('is held to the domains, also once linked; strangers become what the default role says', async () => {
    const strict = open({ allowedDomains: ['example.org'], defaultRole: 'viewer' });
    await addAda();
    expect(await come({}, strict)).toEqual({ refused: 'wrong_domain' });
    expect(await come({ email: 'ada@example.com.example.org.evil' }, strict)).toEqual({ refused: 'wrong_domain' });
    expect(await come({ subject: 's3', email: 'new@example.org', emailVerified: false }, strict)).toEqual({ refused: 'email_unverified' });
    expect(await come({ subject: 's3', email: 'new@example.org' }, strict)).toMatchObject({ user: { role: 'viewer' } });
    expect(await come({ subject: 's3', email: 'new@example.com' }, strict)).toEqual({ refused: 'wrong_domain' });
  });
});
