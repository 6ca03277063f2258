import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Webhook } from 'standardwebhooks';
import { readMail, startMailServer, startReceiver } from '@/test/notify/receivers';
import { login } from './support/login';
import { type Product, startProduct } from './support/product';
import { createRunApi, type RunApi } from './support/run-api';
import { expect, test } from './support/test';

// A product of its own: it tells servers of this test.
test.use({ storageState: undefined, baseURL: undefined });

const SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes, ok!').toString('base64')}`;
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ARRIVES = { timeout: 45_000 };

let product: Product;
let api: RunApi;
let mail: Awaited<ReturnType<typeof startMailServer>>;
let slack: Awaited<ReturnType<typeof startReceiver>>;
let hook: Awaited<ReturnType<typeof startReceiver>>;
test.beforeAll(async () => {
  test.setTimeout(240_000);
  mail = await startMailServer(2);
  slack = await startReceiver(2);
  hook = await startReceiver(2);
  product = await startProduct({
    redis: false,
    env: {
      SIGNALBOX_OFFLINE_CHARS_PER_SECOND: '20000',
      ESCALATION_SLACK_WEBHOOK_URL: `${slack.url}/services/x`,
      ESCALATION_EMAIL_ENABLED: 'true',
      ESCALATION_EMAIL_RECIPIENTS: 'ada@example.com',
      ESCALATION_SMTP_HOST: '127.0.0.1',
      ESCALATION_SMTP_PORT: String(mail.port),
      ESCALATION_SMTP_SECURITY: 'none',
      ESCALATION_WEBHOOK_URL: `${hook.url}/hook`,
      ESCALATION_WEBHOOK_SECRET: SECRET,
    },
  });
  api = createRunApi(product);
});
test.afterAll(async () => {
  await product?.stop();
  await Promise.all([mail?.close(), slack?.close(), hook?.close()]);
});

/** A run whose gate waits for a person. */
async function ask(title: string): Promise<{ id: string; runId: string }> {
  const gate = { key: 'door', kind: 'gate', title, dependsOn: ['a'], gate: { type: 'human', criteria: 'All signed' } };
  const { id: runId } = await api.read<{ id: string }>('/runs', {
    method: 'POST',
    body: { goal: 'Plan the harbour', tasks: [{ key: 'a', role: 'tech_lead', prompt: 'x' }, gate] },
  });
  const open = async () => (await api.read<{ items: { id: string }[] }>(`/escalations?runId=${runId}&status=open`)).items[0]?.id;
  await expect.poll(open).toBeTruthy();
  return { id: (await open()) ?? '', runId };
}
const statusOf = async (id: string) => (await api.read<{ status: string }>(`/escalations/${id}`)).status;

test('Slack, mail and a webhook hear of a question after two failures each; its link decides once, without a session', async ({
  browser,
}) => {
  const { id } = await ask('Release the plan');
  await expect.poll(() => [slack.seen.length, mail.refused.length + mail.mails.length, hook.seen.length], ARRIVES).toEqual([3, 3, 3]);
  expect(slack.seen[2]?.body).toContain(`${product.url}/inbox/${id}`);
  expect(new Webhook(SECRET).verify(hook.seen[2]?.body ?? '', hook.seen[2]?.headers as Record<string, string>)).toMatchObject({
    type: 'escalation.opened',
    data: { escalation: { id } },
  });
  const { text, html } = readMail(mail.mails[0]?.raw ?? '');
  const link = new RegExp(`${product.url}/decide/[\\w-]+`).exec(text)?.[0] ?? '';
  expect(link).not.toBe('');
  expect(html).toContain(link);

  // A mail scanner follows it, with and without a browser.
  for (let looks = 0; looks < 3; looks += 1) {
    const answer = await fetch(link, { redirect: 'manual' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('cache-control')).toContain('no-store');
    expect(await answer.text()).toContain('Release the plan');
  }
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(link);
  await expect(page.getByRole('heading', { name: /Release the plan/ })).toBeVisible();
  expect(await statusOf(id)).toBe('OPEN');
  await page.evaluate(axeSource);
  const serious = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: { id: string; impact: string | null }[] }> } };
    return (await axe.run()).violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map((one) => one.id);
  });
  expect(serious).toEqual([]);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/decide-390.png`, fullPage: true });
  await page.getByLabel(/Reason/).fill('Looked at on a phone.');
  await page.getByRole('button', { name: 'Approve' }).click();
  await expect(page.getByRole('status')).toContainText('Decided: approved');
  expect(await api.read(`/escalations/${id}`)).toMatchObject({
    status: 'APPROVED',
    decidedBy: 'user:ada@example.com',
    note: 'Looked at on a phone.',
  });
  await page.reload();
  await expect(page.getByText('This link was used already.')).toBeVisible();
  expect((await fetch(`${product.url}/decide/${'x'.repeat(43)}`)).status).toBe(200);
  await context.close();
});

test('the settings show what the environment gave, send a test, and list deliveries', async ({ browser }) => {
  const context = await browser.newContext({ baseURL: product.url, storageState: await login(product) });
  const page = await context.newPage();
  await page.goto('/settings/notifications');
  await expect(page.getByText('Given by the environment').first()).toBeVisible();
  slack.fail(0);
  const before = slack.seen.length;
  await page.getByRole('region', { name: 'Slack' }).getByRole('button', { name: 'Send a test' }).click();
  await expect(page.getByText('Slack took the test message')).toBeVisible();
  expect(slack.seen.length).toBe(before + 1);
  await ask('Release the plan');
  await expect(page.getByRole('region', { name: 'Deliveries' }).getByRole('listitem').first()).toContainText('Release the plan', ARRIVES);

  await page.getByRole('button', { name: 'Add a webhook' }).click();
  const row = page.getByRole('region', { name: 'Webhooks' });
  await row.getByLabel('Name', { exact: true }).fill('ci');
  await row.getByLabel('Address', { exact: true }).fill('not an address');
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(row.getByRole('alert')).toContainText('https://');
  await row.getByLabel('Address', { exact: true }).fill(`${hook.url}/second`);
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByText('Settings saved')).toBeVisible();
  await row.getByRole('button', { name: 'Send a test' }).click();
  await expect(page.getByText(/is not on the internet/), 'an address beside us is refused').toBeVisible();
  await row.getByRole('button', { name: 'Show its secret' }).click();
  await expect(row.getByText(/^whsec_/)).toBeVisible();
  if (process.env.SHOTS) {
    for (const [name, width, scheme] of [
      ['desk-light', 1440, 'light'],
      ['desk-dark', 1440, 'dark'],
      ['phone-light', 390, 'light'],
      ['phone-dark', 390, 'dark'],
    ] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      for (const [path, label] of [
        ['/settings/notifications', 'settings'],
        ['/settings/account', 'account'],
      ] as const) {
        await page.setViewportSize({ width, height: 2600 });
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await page.waitForLoadState('networkidle');
        await page.screenshot({ path: `${process.env.SHOTS}/${label}-${name}.png` });
      }
    }
  }
  await context.close();
});
