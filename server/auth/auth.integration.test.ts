import { encode } from 'next-auth/jwt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/test/database';
import { type OpenDoor, openDoor, SECRET } from '@/test/door/open-door';

const EMAIL = 'Ada@Example.com';
const PASSWORD = 'correct horse battery';
const from = (password: string, email = EMAIL, ip = '127.0.0.1') => ({ email, password, ip, userAgent: 'test' });

describe('the door', () => {
  let database: TestDatabase;
  let door: OpenDoor;
  beforeEach(async () => {
    database = await createTestDatabase();
    door = openDoor(database.url, { apiToken: 'a token of the environment', requestsPerSecond: 3 });
  });
  afterEach(async () => {
    await door.close();
    await database.drop();
  });

  const withCookie = async (sid: unknown, secret = SECRET) =>
    door.auth.authenticate({
      authorization: null,
      cookie: `theme=dark; next-auth.session-token=${await encode({ token: { sid }, secret })}`,
    });
  const withToken = (token: string, cookie: string | null = null) => door.auth.authenticate({ authorization: `Bearer ${token}`, cookie });
  async function signedIn(): Promise<string> {
    await door.auth.ensureAdmin({ email: EMAIL, password: PASSWORD });
    const session = await door.auth.signIn(from(PASSWORD));
    return typeof session === 'object' && session ? session.sessionId : 'none';
  }

  test('a password opens a session that lives until it is revoked', async () => {
    const sessionId = await signedIn();
    expect(await withCookie(sessionId)).toEqual({
      kind: 'user',
      id: expect.any(String),
      name: 'ada@example.com',
      displayName: 'Ada',
      role: 'admin',
      sessionId,
    });
    await door.auth.signOut(sessionId);
    expect(await withCookie(sessionId)).toBeNull();
    expect(door.heard).toEqual([{ kind: 'revoked', principalId: sessionId }]);
  });

  test('a session is no good past its time, of a disabled user, or signed by somebody else', async () => {
    const sessionId = await signedIn();
    expect(await withCookie(sessionId, `${SECRET}x`)).toBeNull();
    expect(await withCookie(undefined)).toBeNull();
    await door.db.query({ text: 'UPDATE users SET disabled_at = now()' });
    expect(await withCookie(sessionId)).toBeNull();
    expect(await door.auth.signIn(from(PASSWORD))).toBeNull();
    await door.db.query({ text: 'UPDATE users SET disabled_at = NULL' });
    await door.db.query({ text: 'UPDATE sessions SET expires_at = now()' });
    expect(await withCookie(sessionId)).toBeNull();
  });

  test('wrong passwords are refused, and after ten of them the right one too, from that address', async () => {
    await door.auth.ensureAdmin({ email: EMAIL, password: PASSWORD });
    for (let tries = 0; tries < 10; tries += 1) expect(await door.auth.signIn(from('wrong'))).toBeNull();
    await expect(door.auth.signIn(from(PASSWORD))).rejects.toMatchObject({
      code: 'too_many_requests',
      retryAfterSeconds: expect.any(Number),
    });
    await expect(door.auth.signIn(from(PASSWORD, EMAIL.toLowerCase()))).rejects.toMatchObject({ code: 'too_many_requests' });
    expect(await door.auth.signIn(from(PASSWORD, EMAIL, '10.0.0.9'))).not.toBeNull();
  });

  test('the administrator of the environment gets the password it names, and old sessions end', async () => {
    const sessionId = await signedIn();
    await door.auth.ensureAdmin({ email: EMAIL, password: PASSWORD });
    expect(await withCookie(sessionId)).not.toBeNull();
    await door.auth.ensureAdmin({ email: EMAIL, password: 'another password' });
    expect(await withCookie(sessionId)).toBeNull();
    expect(await door.auth.signIn(from(PASSWORD))).toBeNull();
    expect(await door.auth.signIn(from('another password'))).not.toBeNull();
  });

  test('a token counts, revoked or expired it does not, and a good cookie does not help it', async () => {
    const cookie = `next-auth.session-token=${await encode({ token: { sid: await signedIn() }, secret: SECRET })}`;
    const admin = await withToken('a token of the environment');
    expect(admin).toEqual({ kind: 'token', id: 'environment', name: 'environment', role: 'admin' });
    if (admin === null || admin === 'invalid') throw new Error('no caller');
    const { id, token } = await door.tokens.create({ name: 'ci', role: 'operator' }, admin, null);
    expect(token).toMatch(/^sb_[\w-]{43}$/);
    expect(await withToken(token)).toEqual({ kind: 'token', id, name: 'ci', role: 'operator' });
    expect(await withToken(`${token}x`, cookie)).toBe('invalid');
    expect(await door.auth.authenticate({ authorization: 'Basic abc', cookie })).toBe('invalid');
    expect(await door.auth.authenticateHandshake({ auth: { token }, headers: {} })).toMatchObject({ id });
    expect(await door.auth.authenticateHandshake({ auth: { token: 7 }, headers: { cookie } })).toBe('invalid');
    expect(await door.auth.authenticateHandshake({ auth: {}, headers: { cookie } })).toMatchObject({ kind: 'user' });

    expect((await door.tokens.get(id)).lastUsedAt).not.toBeNull();
    await door.tokens.revoke(id, admin);
    expect(await withToken(token)).toBe('invalid');
    expect(door.heard.at(-1)).toEqual({ kind: 'revoked', principalId: id });
    expect(JSON.stringify(await door.db.query({ text: 'SELECT * FROM api_tokens' }))).not.toContain(token);

    const later = await door.tokens.create({ name: 'short', role: 'viewer', expiresAt: '2999-01-01T00:00:00Z' }, admin, null);
    await door.db.query({ text: `UPDATE api_tokens SET expires_at = now() WHERE name = 'short'` });
    expect(await withToken(later.token)).toBe('invalid');
  });

  test('a caller has so many requests a second, each its own', async () => {
    const admin = await withToken('a token of the environment');
    if (admin === null || admin === 'invalid') throw new Error('no caller');
    for (let request = 0; request < 3; request += 1) await door.auth.limitRate(admin);
    await expect(door.auth.limitRate(admin)).rejects.toMatchObject({ code: 'too_many_requests', retryAfterSeconds: 1 });
    await door.auth.limitRate({ ...admin, id: 'other' });
  });

  describe('the first link', () => {
    const person = (token: string) => ({ token, email: EMAIL, password: PASSWORD });

    test('makes one administrator, once, also when it is used twice at the same moment', async () => {
      const token = (await door.auth.createFirstRunToken()) ?? '';
      const other = (await door.auth.createFirstRunToken()) ?? '';
      const outcomes = await Promise.allSettled([token, token, other].map((each) => door.auth.completeFirstRun(person(each))));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await door.db.query({ text: 'SELECT email, role FROM users' })).toEqual([{ email: 'ada@example.com', role: 'admin' }]);
      expect(await door.auth.createFirstRunToken()).toBeNull();
      await expect(door.auth.completeFirstRun(person(other))).rejects.toMatchObject({ code: 'conflict' });
      expect(await door.auth.signIn(from(PASSWORD))).not.toBeNull();
    });

    test('is refused when unknown or older than 15 minutes, and not spent on a bad password', async () => {
      const token = (await door.auth.createFirstRunToken()) ?? '';
      await expect(door.auth.completeFirstRun(person('unknown'))).rejects.toMatchObject({ code: 'gone' });
      await expect(door.auth.completeFirstRun({ ...person(token), password: 'short' })).rejects.toMatchObject({
        code: 'invalid_input',
        issues: [{ path: 'password' }],
      });
      await door.db.query({ text: `UPDATE sign_in_links SET expires_at = expires_at - interval '15 minutes'` });
      await expect(door.auth.completeFirstRun(person(token))).rejects.toMatchObject({ code: 'gone' });
    });
  });
});
