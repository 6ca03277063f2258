import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Caller } from '@/server/core/access/caller';
import { createTestDatabase, type TestDatabase } from '@/test/database';
import { type OpenDoor, openDoor } from '@/test/door/open-door';

const TOKEN: Caller = { kind: 'token', id: 'environment', name: 'environment', role: 'admin' };
const PASSWORD = 'correct horse battery';
const NOBODY = '01890000-0000-7000-8000-0000000000ff';
const tokenOf = (url: string): string => new URL(url).hash.replace('#token=', '');
const visitor = { ip: '127.0.0.1', userAgent: 'test' };

describe('people', () => {
  let database: TestDatabase;
  let door: OpenDoor;
  beforeEach(async () => {
    database = await createTestDatabase();
    door = openDoor(database.url);
  });
  afterEach(async () => {
    await door.close();
    await database.drop();
  });
  const actions = async () => (await door.audit.list({ limit: 200 })).items.map(({ action }) => action).reverse();
  async function join(email: string, role: 'admin' | 'operator' | 'viewer' = 'operator') {
    const { url } = await door.people.invite({ email, role }, TOKEN, null);
    await door.people.acceptInvitation({ token: tokenOf(url), name: email, password: PASSWORD });
    const session = await door.auth.signIn({ email, password: PASSWORD, ...visitor });
    if (!session || typeof session === 'string') throw new Error('did not sign in');
    const caller: Caller = { kind: 'user', id: session.user.id, name: email, role, sessionId: session.sessionId };
    return { id: session.user.id, sessionId: session.sessionId, caller };
  }
  const liveSessions = () => door.db.query({ text: 'SELECT id FROM sessions WHERE revoked_at IS NULL' });

  test('an invitation makes one account, once, also when it is accepted twice at one moment', async () => {
    const { url, id } = await door.people.invite({ email: 'Orla@Example.com', role: 'approver' }, TOKEN, null);
    expect(url).toMatch(/^http:\/\/box\/invitation#token=[\w-]{43}$/);
    expect(JSON.stringify(await door.db.query({ text: 'SELECT * FROM invitations, audit_log' }))).not.toContain(tokenOf(url));
    const token = tokenOf(url);
    expect(await door.people.lookAtInvitation(token)).toMatchObject({ email: 'orla@example.com', role: 'approver' });
    await expect(door.people.acceptInvitation({ token, name: 'Orla', password: 'password2026' })).rejects.toMatchObject({
      issues: [{ path: 'password' }],
    });
    const accept = () => door.people.acceptInvitation({ token, name: 'Orla', password: PASSWORD });
    const outcomes = await Promise.allSettled([accept(), accept()]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const people = await door.people.list({ limit: 50 });
    expect(people.items).toMatchObject([{ email: 'orla@example.com', name: 'Orla', role: 'approver', hasPassword: true }]);
    expect((await door.people.listInvitations({ limit: 50 })).items).toEqual([]);
    await expect(door.people.revokeInvitation(id, TOKEN)).rejects.toMatchObject({ code: 'not_found' });
    expect(await actions()).toEqual(['invitation.create', 'invitation.accept']);
  });

  test('an invitation ends: taken back, made anew, or after 72 hours; nobody is invited twice', async () => {
    const invite = () => door.people.invite({ email: 'a@b.example', role: 'viewer' }, TOKEN, null);
    const first = await invite();
    await expect(invite()).rejects.toMatchObject({ code: 'conflict' });
    const second = await door.people.reissueInvitation(first.id, TOKEN);
    await expect(door.people.lookAtInvitation(tokenOf(first.url))).rejects.toMatchObject({ code: 'gone' });
    await door.people.lookAtInvitation(tokenOf(second.url));
    await door.people.revokeInvitation(first.id, TOKEN);
    await expect(door.people.lookAtInvitation(tokenOf(second.url))).rejects.toMatchObject({ code: 'gone' });
    const third = await invite();
    await door.db.query({ text: `UPDATE invitations SET expires_at = expires_at - interval '72 hours'` });
    await expect(door.people.acceptInvitation({ token: tokenOf(third.url), name: 'A', password: PASSWORD })).rejects.toMatchObject({
      code: 'gone',
    });
    expect((await door.people.listInvitations({ limit: 50 })).items).toMatchObject([{ expired: true }]);
    await invite();
  });

  test('an idempotent invitation tells the same link again', async () => {
    const key = { key: 'k', bodyHash: 'h' };
    const one = await door.people.invite({ email: 'a@b.example', role: 'viewer' }, TOKEN, key);
    expect(await door.people.invite({ email: 'a@b.example', role: 'viewer' }, TOKEN, key)).toEqual(one);
    await door.people.acceptInvitation({ token: tokenOf(one.url), name: 'A', password: PASSWORD });
    await expect(door.people.invite({ email: 'a@b.example', role: 'viewer' }, TOKEN, key)).rejects.toMatchObject({ code: 'gone' });
    await expect(door.people.invite({ email: 'A@b.example', role: 'viewer' }, TOKEN, null)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('the last administrator stays one, also when two take the role from each other at one moment', async () => {
    const ada = await join('ada@example.com', 'admin');
    await expect(door.people.change({ userId: ada.id, role: 'viewer' }, TOKEN)).rejects.toMatchObject({ code: 'conflict' });
    await expect(door.people.disable(ada.id, TOKEN)).rejects.toMatchObject({ code: 'conflict' });
    const bob = await join('bob@example.com', 'admin');
    await expect(door.people.disable(ada.id, ada.caller)).rejects.toMatchObject({ code: 'conflict' });
    const outcomes = await Promise.allSettled([
      door.people.change({ userId: ada.id, role: 'viewer' }, bob.caller),
      door.people.disable(bob.id, ada.caller),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const admins = (await door.people.list({ limit: 50 })).items.filter(({ role, disabledAt }) => role === 'admin' && !disabledAt);
    expect(admins).toHaveLength(1);
  });

  test('a new role drops the sockets and holds at once; disabling ends sessions, invitations, links and lets tokens rest', async () => {
    await join('ada@example.com', 'admin');
    const bob = await join('bob@example.com', 'admin');
    const { token } = await door.tokens.create({ name: 'ci', role: 'operator' }, bob.caller, null);
    const works = async () => (await door.auth.authenticate({ authorization: `Bearer ${token}`, cookie: null })) !== 'invalid';
    const { url } = await door.people.invite({ email: 'x@y.example', role: 'admin' }, bob.caller, null);
    door.heard.length = 0;
    await door.people.change({ userId: bob.id, role: 'viewer' }, TOKEN);
    expect(door.heard).toEqual([{ kind: 'revoked', principalId: bob.id }]);
    expect(await works()).toBe(false);
    expect((await door.tokens.list({ limit: 5 })).items).toMatchObject([{ resting: true }]);
    await door.people.change({ userId: bob.id, role: 'operator' }, TOKEN);
    expect(await works()).toBe(true);
    const link = await door.people.makePasswordLink(bob.id, TOKEN);

    await door.people.disable(bob.id, TOKEN);
    expect(door.heard.at(-1)).toEqual({ kind: 'revoked', principalId: bob.id });
    expect(await works()).toBe(false);
    expect(await liveSessions()).toHaveLength(1);
    await expect(door.people.lookAtInvitation(tokenOf(url))).rejects.toMatchObject({ code: 'gone' });
    await expect(door.people.lookAtPasswordLink(tokenOf(link.url))).rejects.toMatchObject({ code: 'gone' });
    await expect(door.people.makePasswordLink(bob.id, TOKEN)).rejects.toMatchObject({ code: 'conflict' });
    expect(await door.auth.signIn({ email: 'bob@example.com', password: PASSWORD, ...visitor })).toBeNull();
    await door.people.enable(bob.id, TOKEN);
    expect(await door.auth.signIn({ email: 'bob@example.com', password: PASSWORD, ...visitor })).not.toBeNull();
    expect((await actions()).slice(-7)).toEqual([
      'user.change_role',
      'user.change_role',
      'user.password_link',
      'user.disable',
      'session.refuse',
      'user.enable',
      'session.create',
    ]);
  });

  test('a password link sets the password once, ends all sessions, and ends with the next link', async () => {
    const ada = await join('ada@example.com', 'admin');
    const old = await door.people.makePasswordLink(ada.id, TOKEN);
    const link = await door.people.makePasswordLink(ada.id, TOKEN);
    const set = (url: string) => door.people.takePasswordLink({ token: tokenOf(url), password: 'a new and longer one' });
    await expect(set(old.url)).rejects.toMatchObject({ code: 'gone' });
    await set(link.url);
    await expect(set(link.url)).rejects.toMatchObject({ code: 'gone' });
    expect(await liveSessions()).toHaveLength(0);
    expect(await door.auth.signIn({ email: 'ada@example.com', password: PASSWORD, ...visitor })).toBeNull();
    expect(await door.auth.signIn({ email: 'ada@example.com', password: 'a new and longer one', ...visitor })).not.toBeNull();
  });

  test('the list is searched and paged; what is not there is not found', async () => {
    for (const name of ['a', 'b', 'c_x']) await join(`${name}@example.com`);
    const first = await door.people.list({ limit: 2 });
    expect(first.items.map(({ email }) => email)).toEqual(['a@example.com', 'b@example.com']);
    const second = await door.people.list({ limit: 2, cursor: first.nextCursor ?? '' });
    expect(second).toMatchObject({ items: [{ email: 'c_x@example.com' }], nextCursor: null });
    expect((await door.people.list({ limit: 5, q: 'C_' })).items).toHaveLength(1);
    await expect(door.people.list({ limit: 5, cursor: 'abc' })).rejects.toMatchObject({ issues: [{ path: 'cursor' }] });
    for (const act of [door.people.disable, door.people.enable, door.people.resetSecondFactor, door.people.makePasswordLink]) {
      await expect(act(NOBODY, TOKEN)).rejects.toMatchObject({ code: 'not_found' });
    }
  });
});
