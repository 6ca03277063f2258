import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Caller } from '@/server/core/access/caller';
import { createTestDatabase, type TestDatabase } from '@/test/database';
import { type OpenDoor, openDoor } from '@/test/door/open-door';

const EMAIL = 'ada@example.com';
const PASSWORD = 'correct horse battery';
const NEXT = 'a new and longer one';
const visitor = { ip: '127.0.0.1', userAgent: 'test' };
const STEP_MS = 30_000;

describe('an account', () => {
  let database: TestDatabase;
  let door: OpenDoor;
  let me: Caller;
  beforeEach(async () => {
    database = await createTestDatabase();
    door = openDoor(database.url);
    await door.auth.ensureAdmin({ email: EMAIL, password: PASSWORD });
    me = await caller();
  });
  afterEach(async () => {
    await door.close();
    await database.drop();
  });
  const signIn = (code?: string, password = PASSWORD, ip = visitor.ip) =>
    door.auth.signIn({ email: EMAIL, password, code, ...visitor, ip });
  async function caller(code?: string, password = PASSWORD): Promise<Caller> {
    const session = await signIn(code, password);
    if (!session || typeof session === 'string') throw new Error(`did not sign in: ${session}`);
    return { kind: 'user', id: session.user.id, name: EMAIL, role: 'admin', sessionId: session.sessionId };
  }
  /** The code of so many steps from now. */
  const codeOf = (secret: string, steps = 0) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * STEP_MS });
  /** As if those steps had not been used. */
  const forgetStep = () => door.db.query({ text: 'UPDATE users SET totp_last_step = NULL' });
  async function withTwoFactor() {
    const { secret, uri } = await door.account.beginTwoFactor({ password: PASSWORD }, me);
    expect(uri).toContain(secret);
    const { recoveryCodes } = await door.account.confirmTwoFactor({ code: codeOf(secret) }, me);
    return { secret, recoveryCodes };
  }
  const actions = async () => (await door.audit.list({ limit: 200 })).items.map(({ action }) => action);

  test('a new password asks for the old one, ends the other sessions, and keeps to the policy', async () => {
    const other = await caller();
    const change = (current: string | undefined, next: string) => door.account.changePassword({ current, next }, me);
    await expect(change('wrong', NEXT)).rejects.toMatchObject({ issues: [{ path: 'current' }] });
    await expect(change(undefined, NEXT)).rejects.toMatchObject({ issues: [{ path: 'current' }] });
    await expect(change(PASSWORD, 'password2026')).rejects.toMatchObject({ issues: [{ path: 'next' }] });
    await expect(change(PASSWORD, PASSWORD)).rejects.toMatchObject({ issues: [{ path: 'next' }] });
    expect(await change(PASSWORD, NEXT)).toEqual({ ended: 1 });
    expect(door.heard.at(-1)).toEqual({ kind: 'revoked', principalId: other.sessionId });
    expect((await door.account.sessions(me)).map(({ id }) => id)).toEqual([me.sessionId]);
    expect(await signIn(undefined, NEXT)).not.toBeNull();
    expect(await actions()).toContain('user.password');
  });

  test('who guesses the old password is slowed down, on every node', async () => {
    const guess = () => door.account.changePassword({ current: 'wrong', next: NEXT }, me);
    for (let tries = 0; tries < 10; tries += 1) await expect(guess()).rejects.toMatchObject({ code: 'invalid_input' });
    const otherNode = openDoor(database.url);
    await expect(otherNode.account.changePassword({ current: PASSWORD, next: NEXT }, me)).rejects.toMatchObject({
      code: 'too_many_requests',
      retryAfterSeconds: expect.any(Number),
    });
    await otherNode.close();
  });

  test('sessions are listed and ended, one or all others, but only one’s own', async () => {
    const second = await caller();
    const third = await caller();
    expect(await door.account.sessions(me)).toMatchObject([{}, {}, {}]);
    expect((await door.account.sessions(me)).filter(({ current }) => current)).toMatchObject([
      { id: me.sessionId, ip: '127.0.0.1', userAgent: 'test', method: 'password' },
    ]);
    await door.account.endSession(second.sessionId ?? '', me);
    await expect(door.account.endSession(second.sessionId ?? '', me)).rejects.toMatchObject({ code: 'not_found' });
    const stranger = { ...me, id: '01890000-0000-7000-8000-0000000000ff' };
    await expect(door.account.endSession(third.sessionId ?? '', stranger)).rejects.toMatchObject({ code: 'not_found' });
    expect(await door.account.endOtherSessions(me)).toEqual({ ended: 1 });
    expect(await door.account.endOtherSessions(me)).toEqual({ ended: 0 });
  });

  test('an API token has no account', async () => {
    const token: Caller = { kind: 'token', id: 'environment', name: 'environment', role: 'admin' };
    await expect(door.account.get(token)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(door.account.endOtherSessions(token)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('two-factor: asked for once it is confirmed; each code counts once, also at one moment', async () => {
    await expect(door.account.beginTwoFactor({ password: 'wrong' }, me)).rejects.toMatchObject({ issues: [{ path: 'password' }] });
    const { secret } = await door.account.beginTwoFactor({ password: PASSWORD }, me);
    expect(JSON.stringify(await door.db.query({ text: 'SELECT * FROM users, audit_log' }))).not.toContain(secret);
    // Not confirmed: not asked for.
    expect(await signIn()).toMatchObject({ sessionId: expect.any(String) });
    await expect(door.account.confirmTwoFactor({ code: '000000' }, me)).rejects.toMatchObject({ issues: [{ path: 'code' }] });
    const { recoveryCodes } = await door.account.confirmTwoFactor({ code: codeOf(secret) }, me);
    expect(new Set(recoveryCodes).size).toBe(10);

    expect(await signIn()).toBe('code_needed');
    expect(await signIn('000000')).toBe('code_wrong');
    expect(await signIn(codeOf(secret)), 'used by the confirmation').toBe('code_wrong');
    expect(await signIn(undefined, 'wrong')).toBeNull();
    await forgetStep();
    const outcomes = await Promise.all([signIn(codeOf(secret, 1)), signIn(codeOf(secret, 1))]);
    expect(outcomes.filter((outcome) => typeof outcome === 'object')).toHaveLength(1);
    expect(await signIn(codeOf(secret)), 'a step before the last used').toBe('code_wrong');
  });

  test('a recovery code opens once, typed in any way; codes are kept hashed', async () => {
    const { recoveryCodes } = await withTwoFactor();
    const [code = ''] = recoveryCodes;
    const stored = JSON.stringify(await door.db.query({ text: 'SELECT * FROM recovery_codes' }));
    for (const each of recoveryCodes) expect(stored).not.toContain(each.replace('-', ''));
    expect(await signIn(` ${code.toUpperCase().replace('-', ' ')} `)).toMatchObject({ sessionId: expect.any(String) });
    expect(await signIn(code)).toBe('code_wrong');
    expect((await door.account.get(me)).twoFactor.recoveryCodesLeft).toBe(9);
  });

  test('codes are guessed ten times, from however many addresses', async () => {
    await withTwoFactor();
    for (let tries = 0; tries < 10; tries += 1) expect(await signIn('000000', PASSWORD, `10.0.0.${tries}`)).toBe('code_wrong');
    await expect(signIn('000000', PASSWORD, '10.0.1.1')).rejects.toMatchObject({ code: 'too_many_requests' });
  });

  test('two-factor is turned off, or its codes renewed, with password and code', async () => {
    const { secret, recoveryCodes } = await withTwoFactor();
    await expect(door.account.beginTwoFactor({ password: PASSWORD }, me)).rejects.toMatchObject({ code: 'conflict' });
    const renewed = await door.account.renewRecoveryCodes({ password: PASSWORD, code: codeOf(secret, 1) }, me);
    expect(await signIn(recoveryCodes[1])).toBe('code_wrong');
    await expect(door.account.turnOffTwoFactor({ password: 'wrong', code: '1' }, me)).rejects.toMatchObject({
      issues: [{ path: 'password' }],
    });
    await door.account.turnOffTwoFactor({ password: PASSWORD, code: renewed.recoveryCodes[0] ?? '' }, me);
    expect(await signIn()).toMatchObject({ sessionId: expect.any(String) });
    const log = await actions();
    for (const action of ['user.two_factor_on', 'user.recovery_codes', 'user.two_factor_off']) expect(log).toContain(action);
  });

  test('an administrator takes two-factor from somebody, which ends their sessions', async () => {
    await withTwoFactor();
    const admin: Caller = { kind: 'token', id: 'environment', name: 'environment', role: 'admin' };
    expect(await door.people.resetSecondFactor(me.id, admin)).toMatchObject({ twoFactor: false });
    expect(await door.account.sessions(me)).toEqual([]);
    expect(await signIn()).toMatchObject({ sessionId: expect.any(String) });
    expect((await actions()).filter((action) => action === 'user.reset_two_factor')).toHaveLength(1);
  });

  test('refused sign-ins are in the audit log, and cannot fill it', async () => {
    for (let tries = 0; tries < 40; tries += 1) await signIn(undefined, 'wrong', `10.0.0.${tries}`);
    const refused = (await door.audit.list({ limit: 200, action: 'session.refuse' })).items;
    expect(refused).toHaveLength(20);
    expect(refused[0]).toMatchObject({ target: { name: EMAIL }, reason: 'e-mail or password' });
    // Some type their password where the address belongs.
    await door.auth.signIn({ email: 'hunter2 hunter2', password: 'x', ...visitor });
    expect(JSON.stringify(await door.audit.list({ limit: 200 }))).not.toContain('hunter2');
  });
});
