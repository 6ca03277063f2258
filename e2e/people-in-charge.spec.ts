import type { Browser, Page, Route } from '@playwright/test';
import { Webhook } from 'standardwebhooks';
import type { EscalationDetail, EscalationView } from '@/lib/contracts/escalation';
import type { NotificationDelivery, NotificationSettings } from '@/lib/contracts/notification';
import type { RunDetail } from '@/lib/contracts/run';
import { readMail, startMailServer, startReceiver } from '@/test/notify/receivers';
import { login } from './support/login';
import type { Product } from './support/product';
import type { RunApi } from './support/run-api';
import { STEERED } from './support/steered-model';
import { expect, test } from './support/test';
import { watchFaults } from './support/watch-faults';

test.use({ env: { OPENAI_BASE_URL: STEERED, SIGNALBOX_WORKERS: '2', ESCALATION_ALLOW_PRIVATE_TARGETS: 'true' } });

const task = (key: string, title: string, role: string, dependsOn: string[] = []) => ({
  ...{ key, title, role, dependsOn },
  prompt: `[${key}] ${title}.`,
});
const REVIEW = {
  ...task('review', 'Security review', 'security_reviewer', ['build']),
  kind: 'gate',
  gate: { type: 'security_review', criteria: 'Nobody can guess the harbour master’s password.' },
};
const ASIDE = [task('flyer', 'Print a flyer', 'ux_engineer'), task('hang', 'Hang it up', 'tech_lead', ['flyer'])];
const GATED = [task('build', 'Build the register', 'backend_engineer'), REVIEW, task('ship', 'Ship it', 'tech_lead', ['review']), ...ASIDE];
const ASKING = [task('build', 'Build the register', 'backend_engineer'), task('ship', 'Ship it', 'tech_lead', ['build']), ...ASIDE];
const CONDITION = 'Add rate limiting to the sign-in [limit]';

const readRun = (api: RunApi, id: string) => api.read<RunDetail>(`/runs/${id}`);
const statusesOf = async (api: RunApi, id: string) =>
  Object.fromEntries((await readRun(api, id)).tasks.map(({ key, status }) => [key, status]));
const until = (api: RunApi, id: string, statuses: Record<string, string>) =>
  expect.poll(() => statusesOf(api, id), { timeout: 60_000 }).toMatchObject(statuses);
const readOne = (api: RunApi, id: string) => api.read<EscalationDetail>(`/escalations/${id}`);
const row = (page: Page, title: string) => page.getByTestId('inbox-row').filter({ hasText: title });
const pane = (page: Page) => page.getByTestId('escalation-pane');
const node = (page: Page, key: string) => page.locator(`[data-testid=task-node][data-task="${key}"]`);

async function start(api: RunApi, goal: string, tasks: object[]): Promise<string> {
  return (await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal, tasks } })).id;
}

/** The one question about this run, once agents have passed it on to people. */
async function askedOfPeople(api: RunApi, runId: string): Promise<EscalationView> {
  const read = async () => (await api.read<{ items: EscalationView[] }>(`/escalations?runId=${runId}&status=open&tier=human`)).items;
  await expect.poll(async () => (await read()).length, { timeout: 60_000 }).toBe(1);
  return (await read())[0] as EscalationView;
}

async function approver(browser: Browser, product: Product, name: string) {
  const email = `${name.toLowerCase()}@example.com`;
  const storageState = await login(product, { email, name, role: 'approver' });
  const context = await browser.newContext({ storageState, baseURL: product.url, viewport: { width: 1440, height: 900 } });
  const faults = await watchFaults(context);
  return { context, faults, email, page: await context.newPage() };
}

/** A mail server, Slack's webhook and a receiver of ours, each of which refuses twice at first; the product tells all of them. */
async function listen(api: RunApi) {
  const [mail, hook, slack] = await Promise.all([startMailServer(2), startReceiver(2), startReceiver(2)]);
  const { version } = await api.read<NotificationSettings>('/settings/notifications');
  const webhook = { name: 'harbour', url: `${hook.url}/escalations`, enabled: true, types: [], kinds: ['opened', 'moved', 'decided'] };
  const set = await api.read<NotificationSettings>('/settings/notifications', {
    method: 'PUT',
    body: {
      ...{ baseVersion: version, emailEnabled: true, emailRecipients: ['quay@example.com'], emailFrom: 'box@example.com' },
      ...{ slackEnabled: true, slackWebhookUrl: `${slack.url}/services/T/B/x` },
      ...{ smtpHost: '127.0.0.1', smtpPort: mail.port, smtpSecurity: 'none', webhooks: [webhook] },
    },
  });
  const { secret } = await api.read<{ secret: string }>(`/settings/notifications/webhooks/${set.webhooks[0]?.id}/secret`);
  const close = async () => {
    const { version: baseVersion } = await api.read<NotificationSettings>('/settings/notifications');
    await api.read('/settings/notifications', {
      method: 'PUT',
      body: { baseVersion, emailEnabled: false, slackWebhookUrl: null, webhooks: [] },
    });
    await Promise.all([mail.close(), hook.close(), slack.close()]);
  };
  return { mail, hook, slack, secret, close };
}

test.beforeEach(({ model }) => model.reset(['limit', 'review', 'build', 'ship', 'flyer', 'hang']));
test.afterEach(({ model }) => model.reset([]));

test('a gate that does not open is approved on a condition: the run goes on meanwhile, is held to it, and finishes', async ({
  api,
  browser,
  product,
  model,
}) => {
  test.setTimeout(240_000);
  const artifact = { name: 'register.md', type: 'document', content: '# The register\n\nEverybody may try passwords for ever.\n' };
  model.answer('build', 1, { text: 'Here it is.', toolCalls: [{ name: 'write_artifact', arguments: artifact }] });
  const finding = {
    severity: 'critical',
    message: 'Passwords can be tried without end.',
    place: 'register.md:3',
    suggestion: 'Limit the rate.',
  };
  model.answer('review', 0, { text: JSON.stringify({ verdict: 'fail', findings: [finding] }) });
  model.hold('flyer', 0);
  model.hold('limit', 0);
  const told = await listen(api);
  const { context, faults, email, page } = await approver(browser, product, 'Ann');
  try {
    const runId = await start(api, 'A register that nobody breaks into', GATED);
    const { id, title } = await askedOfPeople(api, runId);
    expect((await readOne(api, id)).entries.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['opened', 'consulted', 'tier']));
    expect(await statusesOf(api, runId)).toMatchObject({ review: 'WAITING', ship: 'PENDING', flyer: 'RUNNING' });
    // Everything else goes on while nobody has answered.
    model.release('flyer', 0);
    await until(api, runId, { flyer: 'SUCCEEDED', hang: 'SUCCEEDED', review: 'WAITING', ship: 'PENDING' });

    await page.goto(`/inbox?run=${runId}`);
    await row(page, title).getByRole('link').click();
    await expect(pane(page).getByRole('region', { name: 'Evidence' })).toContainText('Passwords can be tried without end.');
    await expect(pane(page)).toContainText('Everybody may try passwords for ever.');
    await expect(pane(page).getByText('Then it is rejected')).toBeVisible();
    await pane(page).getByRole('tab', { name: 'What waits' }).click();
    await expect(pane(page).getByRole('img', { name: '1 task waits behind review' })).toBeVisible();
    await page.keyboard.press('c');
    const form = pane(page).getByRole('form', { name: /Approve with/ });
    await form.getByRole('textbox', { name: 'Condition 1' }).fill(CONDITION);
    const send = form.getByRole('button', { name: 'Approve with 1 condition' });
    await expect(send, 'high risk needs a reason').toBeDisabled();
    await form.getByRole('textbox', { name: 'Reason' }).fill('The rest is sound.');
    await send.click();
    await expect(row(page, title)).toHaveCount(0);
    await expect.poll(async () => (await readOne(api, id)).status, { timeout: 20_000 }).toBe('APPROVED_WITH_CONDITIONS');
    expect(await readOne(api, id)).toMatchObject({ decidedBy: `user:${email}`, conditions: [CONDITION], note: 'The rest is sound.' });

    await page.goto(`/inbox/${id}`);
    await expect(pane(page)).toContainText(CONDITION);
    await pane(page).getByRole('link', { name: 'See them in the graph' }).click();
    await expect(node(page, 'condition-1')).toContainText('Add rate limiting');
    await expect(node(page, 'check-condition-1')).toBeVisible();
    await until(api, runId, { 'condition-1': 'RUNNING', 'check-condition-1': 'PENDING', ship: 'PENDING' });

    // The work is done, and its check is what the run waits for then.
    model.hold('limit', 2);
    model.release('limit', 0);
    await expect.poll(() => model.calls.some(({ mark, answers }) => mark === 'limit' && answers === 2), { timeout: 30_000 }).toBe(true);
    model.answer('limit', 0, { text: '{"verdict":"pass","findings":[]}' });
    model.hold('limit', 0);
    model.release('limit', 2);
    await until(api, runId, { 'condition-1': 'SUCCEEDED', 'check-condition-1': 'RUNNING', ship: 'PENDING' });
    expect(model.calls.some(({ mark }) => mark === 'ship')).toBe(false);
    model.release('limit', 0);
    await expect.poll(async () => (await readRun(api, runId)).status, { timeout: 60_000 }).toBe('SUCCEEDED');
    expect(await statusesOf(api, runId)).toMatchObject({ review: 'SUCCEEDED', 'check-condition-1': 'SUCCEEDED', ship: 'SUCCEEDED' });
    expect(faults.seen, 'faults in the approver’s browser').toEqual([]);

    await expect.poll(() => told.mail.mails.length, { timeout: 30_000 }).toBeGreaterThan(0);
    expect(told.mail.refused).toHaveLength(2);
    const { text, html } = readMail(told.mail.mails[0]?.raw ?? '');
    expect(told.mail.mails[0]?.to).toEqual(['quay@example.com']);
    expect(text).toContain(`/inbox/${id}`);
    expect(html).toContain(`/inbox/${id}`);
    await expect
      .poll(() => told.slack.seen.slice(2).map(({ body }) => body), { timeout: 30_000 })
      .toContainEqual(expect.stringContaining(id));
    const arrived = () =>
      told.hook.seen.slice(2).map(
        ({ body, headers }) =>
          new Webhook(told.secret).verify(body, headers as Record<string, string>) as {
            type: string;
            data: { escalation: { id: string; status: string } };
          },
      );
    await expect.poll(() => arrived().map(({ type }) => type), { timeout: 30_000 }).toContain('escalation.decided');
    expect(arrived().every(({ data }) => data.escalation.id === id)).toBe(true);
    expect(arrived().find(({ type }) => type === 'escalation.decided')?.data.escalation.status).toBe('APPROVED_WITH_CONDITIONS');
    const deliveries = (await api.read<{ items: NotificationDelivery[] }>(`/notifications?escalationId=${id}`)).items;
    expect(deliveries.filter(({ channel }) => channel === 'email').map(({ status }) => status)).toContain('sent');
  } finally {
    await context.close();
    await told.close();
  }
});

test('two approvers answer an agent at once: one wins, the other hears by whom', async ({ api, browser, product, model }) => {
  test.setTimeout(180_000);
  const question = {
    type: 'ambiguous_requirement',
    question: 'Is K-07 the lifeboat’s berth?',
    details: 'REQ-4 says both.',
    priority: 'MEDIUM',
  };
  model.answer('build', 0, { toolCalls: [{ name: 'escalate', arguments: question }] });
  model.hold('flyer', 0);
  const runId = await start(api, 'A register of two opinions', ASKING);
  const asked = await askedOfPeople(api, runId);
  expect(asked).toMatchObject({ subject: 'tool', taskKey: 'build', askedBy: 'agent:build', blocks: 1 });
  model.release('flyer', 0);
  await until(api, runId, { build: 'WAITING', ship: 'PENDING', flyer: 'SUCCEEDED', hang: 'SUCCEEDED' });

  const ann = await approver(browser, product, 'Ann');
  const bob = await approver(browser, product, 'Bob');
  const people = [ann, bob];
  try {
    const inbox = `/inbox?run=${runId}`;
    for (const { page } of people) {
      await page.goto(inbox);
      await row(page, asked.title).getByRole('link').click();
      await expect(pane(page)).toContainText('REQ-4 says both.');
      await expect(pane(page).getByRole('img', { name: '1 task waits behind build' })).toBeVisible();
    }
    // A refused decision is a failed request for the browser.
    for (const { faults } of people) faults.expect(/409/);
    // Neither goes on before both have been sent.
    const sent: Route[] = [];
    for (const { page } of people) {
      await page.route(/escalations\.decide\b/, async (route) => {
        sent.push(route);
        if (sent.length === people.length) await Promise.all(sent.map((one) => one.continue()));
      });
      await page.keyboard.press('a');
    }
    await expect.poll(() => sent.length, { timeout: 20_000 }).toBe(2);
    await expect.poll(async () => (await readOne(api, asked.id)).status, { timeout: 20_000 }).toBe('APPROVED');
    const { decidedBy } = await readOne(api, asked.id);
    const [winner, loser] = decidedBy === `user:${ann.email}` ? [ann, bob] : [bob, ann];
    expect(decidedBy).toBe(`user:${winner.email}`);
    await expect(loser.page.getByText('Somebody was first')).toBeVisible();
    await expect(loser.page.getByText(new RegExp(`already decided: approved by .*${winner.email}`))).toBeVisible();
    await expect(winner.page.getByText('Somebody was first')).toHaveCount(0);
    for (const { page } of people) await page.unroute(/escalations\.decide\b/);

    // Its agent goes on with the answer.
    await expect.poll(async () => (await readRun(api, runId)).status, { timeout: 60_000 }).toBe('SUCCEEDED');
    const answered = model.calls.find(({ mark, answers }) => mark === 'build' && answers === 1);
    expect(JSON.stringify(answered?.body.messages.at(-1))).toMatch(/approve/i);
    for (const { faults } of people) expect(faults.seen).toEqual([]);
  } finally {
    for (const { context } of people) await context.close();
  }
});

test('what one approver decides greys for the other at once, and says by whom', async ({ api, browser, product, model }) => {
  test.setTimeout(180_000);
  model.hold('build', 0);
  const runId = await start(api, 'A register that is watched', ASKING);
  const titles = ['Is the quay long enough?', 'Is the crane strong enough?'];
  for (const title of titles) {
    const body = { runId, type: 'quality_concern', title, description: 'Nobody has measured it.', priority: 'MEDIUM', taskKey: 'build' };
    await api.read('/escalations', { method: 'POST', body });
  }
  await expect.poll(async () => (await readRun(api, runId)).tasks.find(({ key }) => key === 'build')?.status).toBe('RUNNING');
  const ann = await approver(browser, product, 'Ann');
  const bob = await approver(browser, product, 'Bob');
  const [quay = '', crane = ''] = titles;
  try {
    for (const { page } of [ann, bob]) {
      await page.goto(`/inbox?run=${runId}`);
      await expect(page.getByTestId('inbox-row')).toHaveCount(2);
    }
    for (const { page } of [ann, bob]) {
      await row(page, quay).getByRole('link').click();
      await expect(pane(page)).toContainText(quay);
    }
    // He has read it, and goes on to the next.
    await row(bob.page, crane).getByRole('link').click();
    await ann.page.keyboard.press('a');
    const grey = bob.page.locator('[data-testid=inbox-row][data-grey]');
    await expect(grey).toContainText(quay);
    await expect(grey).toContainText('Approved by ann@example.com');
    await expect(grey).toHaveCount(1);
    // What it held stays held by the other question, until that is answered too.
    model.release('build', 0);
    await until(api, runId, { build: 'SUCCEEDED', ship: 'PENDING' });
    // The run's own page says why nothing goes on, and leads to the question.
    await ann.page.goto(`/runs/${runId}?task=ship`);
    await expect(node(ann.page, 'build')).toContainText('asks');
    await expect(node(ann.page, 'ship')).toContainText('held');
    const holds = ann.page.getByRole('region', { name: 'Does not begin before somebody decides:' });
    await expect(holds.getByRole('link', { name: crane })).toHaveAttribute('href', /\/inbox\//);
    await bob.page.keyboard.press('a');
    await expect.poll(async () => (await readRun(api, runId)).status, { timeout: 60_000 }).toBe('SUCCEEDED');
    await expect(holds).toHaveCount(0);
    await expect(node(ann.page, 'ship')).not.toContainText('held');
    for (const { faults } of [ann, bob]) expect(faults.seen).toEqual([]);
  } finally {
    for (const { context } of [ann, bob]) await context.close();
  }
});
