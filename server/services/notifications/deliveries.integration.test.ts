import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operator } from '@/test/engine/open-engine';
import { admin, openNotifications } from '@/test/notify/open-notifications';
import { readMail, startMailServer, startReceiver } from '@/test/notify/receivers';
import { createEscalationsService } from '../escalations/escalations-service';

type World = Awaited<ReturnType<typeof openNotifications>>;
const SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes, ok!').toString('base64')}`;
const no = () => Promise.reject(new Error('nothing is decided here'));
const closers: (() => Promise<void>)[] = [];
const opened = async <T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> => {
  const one = await opening;
  closers.unshift(() => one.close());
  return one;
};
afterAll(async () => {
  for (const close of closers) await close();
});

describe('Slack, mail and a webhook', () => {
  let world: World;
  let slack: Awaited<ReturnType<typeof startReceiver>>;
  let hook: Awaited<ReturnType<typeof startReceiver>>;
  let mail: Awaited<ReturnType<typeof startMailServer>>;
  beforeAll(async () => {
    slack = await opened(startReceiver(2));
    hook = await opened(startReceiver(2));
    mail = await opened(startMailServer(2));
    world = await opened(
      openNotifications(no, {
        ...{ slackEnabled: true, slackWebhookUrl: `${slack.url}/services/T/B/x`, slackChannel: '#alerts' },
        ...{ emailEnabled: true, emailRecipients: ['team@example.com'], smtpHost: '127.0.0.1', smtpPort: mail.port, smtpSecurity: 'none' },
        webhook: { url: `${hook.url}/hook`, secret: SECRET },
      }),
    );
  });

  it('arrive, each once, after two deliveries have failed', async () => {
    const escalationId = await world.ask({ title: 'Is <b>this</b> plan complete?', description: 'Key sk-abcdefghijkl1234 is <in> it' });
    await world.deliver();
    const first = await world.deliveries();
    expect(first.map(({ channel, target, status, tries }) => [channel, target, status, tries])).toEqual([
      ['email', 'team@example.com', 'queued', 1],
      ['slack', 'slack', 'queued', 1],
      ['webhook', 'environment', 'queued', 1],
    ]);
    expect(first.map((one) => one.last_error)).toEqual([
      expect.stringContaining('Try again later'),
      'Slack answered 503: come back later',
      'It answered 503: come back later',
    ]);
    expect(first.every((one) => one.next_at.getTime() > Date.now())).toBe(true);
    await world.passTime();
    await world.deliver();
    await world.passTime();
    await world.deliver();
    expect((await world.deliveries()).map(({ status, tries }) => [status, tries])).toEqual([
      ['sent', 3],
      ['sent', 3],
      ['sent', 3],
    ]);
    await world.passTime();
    expect(await world.deliver(), 'what is sent is not sent again').toBe(0);

    expect(slack.seen).toHaveLength(3);
    const message = JSON.parse(slack.seen[2]?.body ?? '') as { channel: string; text: string; blocks: { type: string }[] };
    expect(message).toMatchObject({ channel: '#alerts', text: expect.stringContaining('Is &lt;b&gt;this&lt;/b&gt; plan complete?') });
    expect(JSON.stringify(message.blocks)).toContain(`http://box.test/inbox/${escalationId}`);
    expect(JSON.stringify(message)).not.toContain('sk-abcdefghijkl1234');

    expect(mail.refused).toHaveLength(2);
    expect(mail.mails).toHaveLength(1);
    const [arrived] = mail.mails;
    expect(arrived?.to).toEqual(['team@example.com']);
    const { headers, text, html } = readMail(arrived?.raw ?? '');
    expect(headers).toContain('Decision needed');
    expect(text).toContain(`http://box.test/inbox/${escalationId}`);
    expect(text).toContain('it is rejected at');
    expect(text, 'an address that is nobody here gets no link that decides').not.toContain('/decide/');
    expect(html).toContain('Is &lt;b&gt;this&lt;/b&gt; plan complete?');
    expect(html + text).not.toContain('sk-abcdefghijkl1234');
    const ids = [...mail.refused, ...mail.mails].map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw)?.[1]);
    expect(new Set(ids).size, 'the same mail at every try').toBe(1);

    expect(hook.seen).toHaveLength(3);
    const last = hook.seen[2];
    const verified = new Webhook(SECRET).verify(last?.body ?? '', last?.headers as Record<string, string>);
    expect(verified).toMatchObject({
      type: 'escalation.opened',
      data: { escalation: { id: escalationId, priority: 'MEDIUM', status: 'OPEN' } },
    });
    expect(() => new Webhook(SECRET).verify(`${last?.body} `, last?.headers as Record<string, string>)).toThrow();
    expect(new Set(hook.seen.map(({ headers: one }) => one['webhook-id'])).size, 'receivers can tell a repeat').toBe(1);
  });

  it('say nothing of what was decided before they went', async () => {
    const escalationId = await world.ask();
    const escalations = createEscalationsService(world as never);
    slack.fail(1);
    await world.deliver();
    await escalations.decide({ escalationId, status: 'APPROVED' }, { ...operator, role: 'approver', name: 'ann' });
    const before = [slack.seen.length, mail.mails.length];
    await world.passTime();
    await world.deliver();
    const [row] = (await world.deliveries()).filter((one) => one.channel === 'slack' && one.status === 'skipped');
    expect(row?.last_error).toBe('It was decided meanwhile');
    expect(mail.mails.length, 'a shared mailbox is not told how it ended').toBe(before[1]);
    expect(slack.seen.slice(before[0]).map(({ body }) => (JSON.parse(body) as { text: string }).text)).toEqual([
      expect.stringContaining('Decided: Is the harbour plan complete?'),
    ]);
  });

  it('are sent once by several senders, and by another one where a sender dies', async () => {
    await world.ask();
    await world.db.query({ text: `UPDATE notification_deliveries SET status = 'skipped' WHERE status = 'queued' AND channel <> 'route'` });
    await world.deliver();
    const [before] = [hook.seen.length];
    await world.ask();
    await Promise.all(Array.from({ length: 4 }, () => world.deliver(randomUUID())));
    await world.deliver();
    expect(hook.seen.length).toBe(before + 1);
    // Its sender took it and is gone.
    await world.ask();
    await world.deliver();
    const [taken] = (await world.deliveries()).filter((one) => one.channel === 'webhook').slice(-1);
    const values = [taken?.id, randomUUID()];
    await world.db.query({
      text: `UPDATE notification_deliveries SET status = 'sending', worker_id = $2, next_at = signalbox_now() + interval '1 minute' WHERE id = $1`,
      values,
    });
    expect(await world.deliver(), 'the lease holds').toBe(0);
    await world.db.query({ text: `UPDATE notification_deliveries SET next_at = signalbox_now() WHERE id = $1`, values: [taken?.id] });
    expect(await world.deliver()).toBe(1);
  });

  it('give up after the last try, and go out again when somebody says so', async () => {
    hook.fail(1_000);
    await world.ask({ title: 'The last try' });
    for (let tries = 0; tries < 14; tries += 1) {
      await world.deliver();
      await world.passTime();
    }
    const [failed] = (await world.service.deliveries({ status: 'failed', limit: 50 })).items;
    expect(failed).toMatchObject({ channel: 'webhook', tries: 11, title: 'The last try', lastError: 'It answered 503: come back later' });
    hook.fail(0);
    await world.db.query({
      text: `INSERT INTO users (id, email, name, role) VALUES ($1, 'ada@example.com', 'Ada', 'admin')`,
      values: [admin.id],
    });
    await world.service.retry(failed?.id ?? '', admin);
    await world.deliver();
    expect((await world.service.deliveries({ status: 'failed', limit: 50 })).items).toEqual([]);
    await expect(world.service.retry(failed?.id ?? '', admin)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('an address that the console set', () => {
  let world: World;
  let target: Awaited<ReturnType<typeof startReceiver>>;
  beforeAll(async () => {
    target = await opened(startReceiver(0));
    world = await opened(openNotifications(no));
  });
  const set = async (url: string, more: object = {}) => {
    const { version } = await world.service.settings();
    const hook = { name: 'ci', url, enabled: true, types: [], kinds: [] };
    return world.service.setSettings({ baseVersion: version, webhooks: [hook], ...more }, admin);
  };
  const said = async () => {
    await world.db.query({ text: 'DELETE FROM notification_deliveries' });
    await world.ask();
    await world.deliver();
    return (await world.deliveries()).at(-1);
  };

  it('in a private network is not called unless that is allowed', async () => {
    await set(target.url);
    expect(await said()).toMatchObject({ status: 'queued', last_error: expect.stringContaining('is not on the internet') });
    expect(target.seen).toHaveLength(0);
    const saved = await set(target.url, { allowPrivateTargets: true });
    expect(await said()).toMatchObject({ status: 'sent', last_error: null });
    const { secret } = await world.service.webhookSecret(saved.webhooks[0]?.id ?? '');
    const [one] = target.seen;
    expect(new Webhook(secret).verify(one?.body ?? '', one?.headers as Record<string, string>)).toMatchObject({
      type: 'escalation.opened',
    });
  });

  it.each(['http://169.254.169.254/latest/meta-data', 'http://[fe80::1]/', 'http://[::ffff:a9fe:a9fe]/'])(
    '%s is never called',
    async (url) => {
      await set(url, { allowPrivateTargets: true });
      expect(await said()).toMatchObject({ status: 'queued', last_error: expect.stringMatching(/link-local|metadata/) });
    },
  );
});
