import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '@/server/core/access/caller';
import { until } from '@/test/engine/until';
import { openNotifications } from '@/test/notify/open-notifications';
import { readMail, startMailServer, startReceiver } from '@/test/notify/receivers';
import type { EscalationsService } from '../escalations/escalations-service';
import { createEscalationsService } from '../escalations/escalations-service';

const SIGNING = 'the signing secret of the app';
let world: Awaited<ReturnType<typeof openNotifications>>;
let escalations: EscalationsService;
let mail: Awaited<ReturnType<typeof startMailServer>>;
let slack: Awaited<ReturnType<typeof startReceiver>>;
/** A call of Slack's API that fails. */
let slackRefuses: string | null = null;
const decided: { id: string; caller: Caller; note?: string }[] = [];

beforeAll(async () => {
  mail = await startMailServer(0);
  slack = await startReceiver(0, ({ path }) => {
    const email = path.includes('user=U_ANN') ? 'Ann@Example.com' : path.includes('user=U_VIC') ? 'vic@example.com' : null;
    if (path === slackRefuses) return JSON.stringify({ ok: false, error: 'expired_trigger_id' });
    return path.includes('users.info') ? JSON.stringify({ ok: true, user: { profile: { email } } }) : JSON.stringify({ ok: true });
  });
  world = await openNotifications(
    async (input, caller) => {
      const answer = await escalations.decide(input, caller);
      decided.push({ id: input.escalationId, caller, note: input.note });
      return answer;
    },
    {
      ...{ emailEnabled: true, smtpHost: '127.0.0.1', smtpPort: mail.port, smtpSecurity: 'none' },
      ...{ slackBotToken: 'xoxb-test-token', slackChannel: '#alerts', slackSigningSecret: SIGNING },
    },
    { slackApi: slack.url },
  );
  escalations = createEscalationsService(world as never);
  await world.person('ann@example.com', 'approver', { email: 'all' });
  await world.person('vic@example.com', 'viewer', { email: 'all' });
});
afterAll(async () => {
  await world.close();
  await mail.close();
  await slack.close();
});

/** The token of the link that Ann's mail about an escalation brings. */
async function linkOf(escalationId: string): Promise<string> {
  await world.deliver();
  const own = mail.mails.filter(({ to, raw }) => to.includes('ann@example.com') && readMail(raw).text.includes(escalationId));
  expect(own).toHaveLength(1);
  return /http:\/\/box\.test\/decide\/([\w-]+)/.exec(readMail(own[0]?.raw ?? '').text)?.[1] ?? 'none';
}
const refusal = (code: string) => expect.objectContaining({ code });

describe('a link in a message', () => {
  it('shows the item however often it is looked at, and decides once as its person', async () => {
    const id = await world.ask({ title: 'May it go out?' });
    const token = await linkOf(id);
    for (let looks = 0; looks < 3; looks += 1) {
      expect(await world.service.lookAtDecision(token)).toMatchObject({
        ...{ title: 'May it go out?', runGoal: 'Plan the harbour', status: 'OPEN', person: 'ann@example.com', reasonNeeded: false },
      });
    }
    expect((await escalations.get(id)).status).toBe('OPEN');
    const uses = await Promise.allSettled([1, 2, 3].map(() => world.service.takeDecision({ token, status: 'APPROVED' })));
    expect(uses.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await escalations.get(id)).toMatchObject({ status: 'APPROVED', decidedBy: 'user:ann@example.com' });
    await expect(world.service.lookAtDecision(token)).rejects.toEqual(refusal('gone'));
    const [row] = await world.db.query<{ token_hash: string }>({
      text: 'SELECT token_hash FROM decision_links WHERE escalation_id = $1',
      values: [id],
    });
    expect(row?.token_hash).not.toContain(token);
  });

  it('is over after its time, and leads nowhere where it was never made', async () => {
    const id = await world.ask();
    const token = await linkOf(id);
    await world.db.query({
      text: `UPDATE decision_links SET expires_at = signalbox_now() - interval '1 second' WHERE escalation_id = $1`,
      values: [id],
    });
    await expect(world.service.takeDecision({ token, status: 'REJECTED' })).rejects.toEqual(refusal('gone'));
    await expect(world.service.lookAtDecision('x'.repeat(43))).rejects.toEqual(refusal('not_found'));
    expect((await escalations.get(id)).status).toBe('OPEN');
  });

  it('asks for a reason where the risk is high, and can be used after the refusal', async () => {
    const id = await world.ask({ priority: 'HIGH' });
    const token = await linkOf(id);
    expect(await world.service.lookAtDecision(token)).toMatchObject({ reasonNeeded: true });
    await expect(world.service.takeDecision({ token, status: 'APPROVED' })).rejects.toMatchObject({
      code: 'invalid_input',
      issues: [{ path: 'note' }],
    });
    await expect(world.service.takeDecision({ token, status: 'APPROVED', note: '  ' })).rejects.toMatchObject({ code: 'invalid_input' });
    await world.service.takeDecision({ token, status: 'APPROVED', note: 'I looked at the plan.' });
    expect(await escalations.get(id)).toMatchObject({ status: 'APPROVED', note: 'I looked at the plan.' });
  });

  it('tells that somebody was faster, and is given back', async () => {
    const id = await world.ask();
    const token = await linkOf(id);
    await escalations.decide({ escalationId: id, status: 'REJECTED' }, { kind: 'token', id: 't', name: 'bob', role: 'approver' });
    expect(await world.service.lookAtDecision(token)).toMatchObject({ status: 'REJECTED', decidedBy: 'token:bob' });
    await expect(world.service.takeDecision({ token, status: 'APPROVED' })).rejects.toEqual(refusal('conflict'));
    expect((await escalations.get(id)).status).toBe('REJECTED');
  });

  it('is of no use to who may not decide any more', async () => {
    const id = await world.ask();
    const token = await linkOf(id);
    await world.db.query({ text: `UPDATE users SET role = 'viewer' WHERE email = 'ann@example.com'` });
    await expect(world.service.lookAtDecision(token)).rejects.toEqual(refusal('forbidden'));
    await expect(world.service.takeDecision({ token, status: 'APPROVED' })).rejects.toEqual(refusal('forbidden'));
    await world.db.query({ text: `UPDATE users SET role = 'approver' WHERE email = 'ann@example.com'` });
  });

  it('shows nothing of what was kept back', async () => {
    const id = await world.ask({
      type: 'sensitive_data',
      title: 'A key in notes.md',
      description: 'AKIAABCDEFGHIJKLMNOP stands in line 3',
    });
    const token = await linkOf(id);
    const view = await world.service.lookAtDecision(token);
    expect(view.description).toBeNull();
    const [sent] = mail.mails.filter(({ raw }) => readMail(raw).text.includes(id));
    expect(JSON.stringify([view, sent?.raw, slack.seen])).not.toContain('AKIAABCDEFGHIJKLMNOP');
  });
});

describe('a button in Slack', () => {
  function press(escalationId: string, { user = 'U_ANN', word = 'approve', trigger = 'T_1', ...signed }: Signed & PressedBy = {}) {
    return send(
      {
        type: 'block_actions',
        user: { id: user },
        trigger_id: trigger,
        response_url: `${slack.url}/respond`,
        actions: [{ action_id: `escalation_${word}`, value: escalationId }],
      },
      signed,
    );
  }
  type Signed = { secret?: string; age?: number };
  type PressedBy = { user?: string; word?: string; trigger?: string };
  function send(payload: object, { secret = SIGNING, age = 0 }: Signed) {
    const body = `payload=${encodeURIComponent(JSON.stringify(payload))}`;
    const timestamp = String(Math.floor(Date.now() / 1_000) - age);
    const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
    return world.service.answerSlack({ signature, timestamp, body });
  }
  const shown = () => slack.seen.filter(({ path }) => path === '/respond').map(({ body }) => body);

  it('comes with the message, and decides as the person whom Slack vouches for', async () => {
    const id = await world.ask({ title: 'Ship it from Slack?' });
    await world.deliver();
    const posted = slack.seen.find(({ path, body }) => path === '/chat.postMessage' && body.includes(id));
    expect(posted?.headers.authorization).toBe('Bearer xoxb-test-token');
    expect(posted?.body).toContain('escalation_approve');
    const answer = await press(id);
    expect(answer).toMatchObject({ replace_original: true });
    expect(JSON.stringify(answer), 'the buttons go').not.toContain('escalation_approve');
    expect(await escalations.get(id)).toMatchObject({ status: 'APPROVED', decidedBy: 'user:ann@example.com' });
    await until('Slack to be told', async () => (shown().some((body) => body.includes(id)) ? true : null));
    expect(await press(id, { word: 'reject' }), 'the first decision wins').toMatchObject({
      text: expect.stringContaining('already decided'),
    });
  });

  it('is refused with another signature, an old one, or none', async () => {
    const id = await world.ask();
    await expect(press(id, { secret: 'another' })).rejects.toEqual(refusal('unauthenticated'));
    await expect(press(id, { age: 600 })).rejects.toEqual(refusal('unauthenticated'));
    await expect(world.service.answerSlack({ signature: null, timestamp: null, body: '' })).rejects.toEqual(refusal('unauthenticated'));
    expect((await escalations.get(id)).status).toBe('OPEN');
  });

  it('does nothing for who may not decide, and for a stranger', async () => {
    const id = await world.ask();
    expect(await press(id, { user: 'U_VIC' })).toMatchObject({ text: expect.stringContaining('viewer') });
    expect(await press(id, { user: 'U_NOBODY' })).toMatchObject({ text: expect.stringContaining('does not know you') });
    expect((await escalations.get(id)).status).toBe('OPEN');
  });

  /** The form that this press opened. */
  async function formOf(escalationId: string, word: string) {
    const before = slack.seen.length;
    expect(await press(escalationId, { word, trigger: `T_${word}` }), 'nothing is told beside the form').toBeNull();
    const [opened, ...more] = slack.seen.slice(before).filter(({ path }) => path === '/views.open');
    expect(more).toEqual([]);
    expect(opened?.headers.authorization).toBe('Bearer xoxb-test-token');
    const { trigger_id, view } = JSON.parse(opened?.body ?? '{}');
    expect(trigger_id).toBe(`T_${word}`);
    return view as { callback_id: string; private_metadata: string };
  }
  const submit = (view: object, reason: string | null, { user = 'U_ANN', ...signed }: Signed & { user?: string } = {}) =>
    send(
      { type: 'view_submission', user: { id: user }, view: { ...view, state: { values: { reason: { reason: { value: reason } } } } } },
      signed,
    );
  const underReason = (words: string) => ({ response_action: 'errors', errors: { reason: expect.stringContaining(words) } });

  it('asks in a form for the reason of what is of high risk, and decides with it', async () => {
    const id = await world.ask({ priority: 'CRITICAL', title: 'Open the sluice?' });
    await world.deliver();
    const posted = slack.seen.find(({ path, body }) => path === '/chat.postMessage' && body.includes(id))?.body ?? '';
    expect(posted).toContain('escalation_approve');
    expect(posted, 'the form asks: no second question before it').not.toContain('"confirm"');
    const form = await formOf(id, 'approve');
    expect(JSON.stringify(form)).toContain('Open the sluice?');
    expect((await escalations.get(id)).status).toBe('OPEN');
    expect(await submit(form, '  ')).toEqual(underReason('reason is needed'));
    expect(await submit(form, 'I want to.', { user: 'U_VIC' })).toEqual(underReason('viewer'));
    await expect(submit(form, 'Forged.', { secret: 'another' })).rejects.toEqual(refusal('unauthenticated'));
    await expect(submit({ ...form, private_metadata: '{}' }, 'Bent.')).rejects.toEqual(refusal('invalid_input'));
    expect((await escalations.get(id)).status).toBe('OPEN');
    expect(await submit(form, 'The tide is out.'), 'the form closes').toBeNull();
    expect(await escalations.get(id)).toMatchObject({ status: 'APPROVED', note: 'The tide is out.', decidedBy: 'user:ann@example.com' });
    await until('the buttons to go', async () =>
      shown().some((body) => body.includes(id) && body.includes('replace_original') && !body.includes('escalation_approve')) ? true : null,
    );
    expect(await submit(form, 'Once more.'), 'the first decision wins').toEqual(underReason('already decided'));
    expect(await press(id, { word: 'reject' })).toMatchObject({ text: expect.stringContaining('already decided') });
  });

  it('leads to Signalbox where Slack opens no form', async () => {
    const id = await world.ask({ priority: 'HIGH' });
    slackRefuses = '/views.open';
    expect(await press(id, { word: 'reject' })).toMatchObject({ text: expect.stringContaining('decide in Signalbox') });
    slackRefuses = null;
    expect(await submit(await formOf(id, 'reject'), 'Too early.')).toBeNull();
    expect(await escalations.get(id)).toMatchObject({ status: 'REJECTED', note: 'Too early.' });
  });
});
