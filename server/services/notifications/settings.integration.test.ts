import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_PREFERENCES } from '@/lib/contracts/notification';
import type { Caller } from '@/server/core/access/caller';
import { admin, openNotifications } from '@/test/notify/open-notifications';
import { readMail, startMailServer } from '@/test/notify/receivers';
import { remind } from './delivery-loop';

const no = () => Promise.reject(new Error('nothing is decided here'));
let world: Awaited<ReturnType<typeof openNotifications>>;
let mail: Awaited<ReturnType<typeof startMailServer>>;
beforeAll(async () => {
  mail = await startMailServer(0);
  world = await openNotifications(no, { emailEnabled: true, smtpPort: mail.port, smtpSecurity: 'none' });
});
afterAll(async () => {
  await world.close();
  await mail.close();
});
const set = async (changes: object) =>
  world.service.setSettings({ baseVersion: (await world.service.settings()).version, ...changes }, admin);

describe('the settings', () => {
  it('seal secrets, and never show them again: not in an answer, not in the database, not in the audit log', async () => {
    const [token, password] = ['xoxb-a-token-of-the-tests-1234', 'a password of the tests'];
    const saved = await set({ slackBotToken: token, smtpHost: '127.0.0.1', smtpPassword: password, slackChannel: '#alerts' });
    expect(saved).toMatchObject({
      slackBotToken: { isSet: true, last4: '1234', source: 'console' },
      smtpPassword: { isSet: true, source: 'console' },
      smtpHost: { value: '127.0.0.1', source: 'console' },
      emailEnabled: { value: true, source: 'environment' },
    });
    const kept = await world.db.query({
      text: `SELECT value::text AS t FROM settings UNION ALL SELECT concat(before, after) FROM audit_log WHERE action = 'settings.change'`,
    });
    expect(kept).toHaveLength(2);
    for (const secret of [token, password]) expect(JSON.stringify([saved, kept])).not.toContain(secret);
    expect((await set({ slackBotToken: null })).slackBotToken).toEqual({ isSet: false, last4: null, source: 'default' });
  });

  it('refuse what the environment gives, what somebody else changed, and a password for another server', async () => {
    await expect(set({ emailEnabled: false })).rejects.toMatchObject({ code: 'invalid_input', issues: [{ path: 'emailEnabled' }] });
    await expect(world.service.setSettings({ baseVersion: 0, linkHours: 3 }, admin)).rejects.toMatchObject({ code: 'stale_version' });
    await expect(set({ smtpHost: 'evil.example' })).rejects.toMatchObject({ issues: [{ path: 'smtpPassword' }] });
    await expect(
      set({ webhooks: [{ id: admin.id, name: 'x', url: 'https://x.test', enabled: true, types: [], kinds: [] }] }),
    ).rejects.toMatchObject({
      issues: [{ path: 'webhooks.0.id' }],
    });
  });

  it('give a webhook another secret with another origin, or where somebody wants one', async () => {
    const hook = { name: 'ci', url: 'https://a.test/x', enabled: true, types: [], kinds: [] };
    const id = (await set({ webhooks: [hook] })).webhooks[0]?.id ?? '';
    const secret = async () => (await world.service.webhookSecret(id)).secret;
    const first = await secret();
    expect(first).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    await set({ webhooks: [{ ...hook, id, url: 'https://a.test/y' }] });
    expect(await secret()).toBe(first);
    await set({ webhooks: [{ ...hook, id, url: 'https://b.test/y' }] });
    const second = await secret();
    await set({ webhooks: [{ ...hook, id, url: 'https://b.test/y', newSecret: true }] });
    expect(new Set([first, second, await secret()]).size).toBe(3);
    await set({ webhooks: [] });
    await expect(world.service.webhookSecret(id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('can be tried out: what the other side says is told', async () => {
    expect(await world.service.test({ channel: 'email', target: 'somebody@example.com' }, admin)).toEqual({ ok: true, error: null });
    expect(mail.mails.at(-1)?.to).toEqual(['somebody@example.com']);
    await expect(world.service.test({ channel: 'slack' }, admin)).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('a person', () => {
  it('is told once a day of what came together, without what was decided meanwhile', async () => {
    await world.person('daily@example.com', 'approver', { ...DEFAULT_PREFERENCES, email: 'all', pace: 'daily' });
    const [first, second, third] = [
      await world.ask({ title: 'One' }),
      await world.ask({ title: 'Two' }),
      await world.ask({ title: 'Three' }),
    ];
    await world.deliver();
    expect(mail.mails.filter(({ to }) => to.includes('daily@example.com'))).toEqual([]);
    await world.db.query({ text: `UPDATE escalations SET status = 'APPROVED' WHERE id = $1`, values: [second] });
    await world.passTime();
    await world.deliver();
    const own = mail.mails.filter(({ to }) => to.includes('daily@example.com'));
    expect(own).toHaveLength(1);
    const { text, headers } = readMail(own[0]?.raw ?? '');
    expect(headers).toContain('2 notices');
    expect([first, second, third].map((id) => text.includes(id))).toEqual([true, false, true]);
    expect(text, 'what many see in one mail decides nothing').not.toContain('/decide/');
  });

  it('is reminded once of a deadline, and again of another one', async () => {
    await world.person('bell@example.com', 'approver', { ...DEFAULT_PREFERENCES, email: 'all' });
    const id = await world.ask({ title: 'Almost late' });
    const reminders = async () => {
      await remind(world.deps);
      await remind(world.deps);
      await world.deliver();
      return mail.mails.filter(({ to, raw }) => to.includes('bell@example.com') && /Subject: .*Reminder/.test(raw)).length;
    };
    const deadline = (interval: string) =>
      world.db.query({ text: `UPDATE escalations SET deadline_at = signalbox_now() + $2::interval WHERE id = $1`, values: [id, interval] });
    expect(await reminders(), 'an hour before').toBe(0);
    await world.db.query({ text: `UPDATE escalations SET tier_since = tier_since - interval '1 hour' WHERE id = $1`, values: [id] });
    await deadline('10 minutes');
    expect(await reminders()).toBe(1);
    expect(await reminders()).toBe(1);
    await deadline('12 minutes');
    expect(await reminders()).toBe(2);
  });

  it('keeps their own settings, by version, and a token has none', async () => {
    const id = await world.person('me@example.com', 'viewer');
    const me: Caller = { kind: 'user', id, name: 'me@example.com', role: 'viewer' };
    expect(await world.service.preferences(me)).toEqual({ value: DEFAULT_PREFERENCES, version: 0, emailAvailable: true });
    const value = { ...DEFAULT_PREFERENCES, email: 'off' as const, timeZone: 'Europe/Berlin' };
    expect(await world.service.setPreferences({ baseVersion: 0, value }, me)).toMatchObject({ value, version: 1 });
    await expect(world.service.setPreferences({ baseVersion: 0, value }, me)).rejects.toMatchObject({ code: 'stale_version' });
    await expect(world.service.preferences({ ...me, kind: 'token' })).rejects.toMatchObject({ code: 'forbidden' });
  });
});
