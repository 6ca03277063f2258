import type { BrowserContext, Page } from '@playwright/test';
import { query } from './support/login';
import { seedEscalations } from './support/seed-escalations';
import { expect, test } from './support/test';

/** What the page has done with the browser's notifications. */
interface Told {
  asked: number;
  shown: { title: string; body: string; press: () => void }[];
}
const told = (page: Page) =>
  page.evaluate(() => {
    const { asked, shown } = (window as unknown as { told: Told }).told;
    return { asked, shown: shown.map(({ title, body }) => ({ title, body })) };
  });

/**
 * Watches the browser's own. A browser without a screen has refused before anybody asks, and its tabs are never out of sight: `fresh` stands for one
 * that was not asked yet.
 */
async function watch(context: BrowserContext, { fresh }: { fresh: boolean }): Promise<void> {
  await context.addInitScript((isFresh) => {
    const told: Told = { asked: 0, shown: [] };
    Object.assign(window, { told });
    const Own = window.Notification;
    // Chromium without a window refuses whatever it was told to grant.
    const isOwn = !isFresh && Own.permission === 'granted';
    let permission: NotificationPermission = isFresh ? 'default' : 'granted';
    class Watched extends EventTarget {
      static get permission() {
        return permission;
      }
      static async requestPermission() {
        told.asked += 1;
        if (isFresh) permission = 'granted';
        return permission;
      }
      onclick: (() => void) | null = null;
      private readonly own: Notification | null;
      constructor(title: string, options: NotificationOptions = {}) {
        super();
        this.own = isOwn ? new Own(title, options) : null;
        told.shown.push({ title, body: options.body ?? '', press: () => this.onclick?.() });
      }
      close() {
        this.own?.close();
      }
    }
    Object.assign(window, { Notification: Watched });
  }, fresh);
}
const turnAway = (page: Page) => page.evaluate(() => Object.defineProperty(document, 'hidden', { configurable: true, get: () => true }));

test.afterEach(({ product }) =>
  query(product, `UPDATE escalations SET status = 'SUPERSEDED', decided_at = now() WHERE status = 'OPEN' AND subject = 'none'`),
);
const ask = (page: Page) => page.getByRole('region', { name: 'Notifications' }).filter({ hasText: 'Hear of new decisions' });

test('the browser is asked after the person, and a no is kept', async ({ page, context, api, product }) => {
  await watch(context, { fresh: true });
  await seedEscalations(api, product, { count: 1 });
  await page.goto('/inbox');
  await expect(ask(page)).toBeVisible();
  expect((await told(page)).asked, 'nobody is asked by the browser for looking').toBe(0);
  await ask(page).getByRole('button', { name: 'No' }).click();
  await expect(ask(page)).toHaveCount(0);
  await page.reload();
  await expect(page.getByTestId('inbox-row').first()).toBeVisible();
  await expect(ask(page)).toHaveCount(0);
  expect((await told(page)).asked).toBe(0);
  // Whoever thinks again finds it beside the filters.
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Notify me in this browser' }).click();
  await expect.poll(async () => (await told(page)).asked).toBe(1);
});

test('a new question is told to who looks elsewhere, on any page, and a press leads to it', async ({ page, context, api, product }) => {
  await context.grantPermissions(['notifications'], { origin: product.url });
  await watch(context, { fresh: false });
  await page.goto('/inbox');
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Notify me in this browser' }).click();
  await page.keyboard.press('Escape');
  const waiting = page.waitForResponse(/escalations\.waiting/);
  await page.goto('/runs');
  await waiting;
  const first = await seedEscalations(api, product, { count: 1, kindOf: () => 1 });
  await expect(page, 'the count is known').toHaveTitle(/^\(1\) /, { timeout: 30_000 });
  expect((await told(page)).shown, 'who looks at the page sees its count').toEqual([]);
  await turnAway(page);
  const second = await seedEscalations(api, product, { count: 1, kindOf: () => 2 });
  const title = second.seeded[0]?.title;
  await expect
    .poll(async () => (await told(page)).shown, { timeout: 30_000 })
    .toEqual([{ title: 'A decision waits for you', body: title }]);
  await page.evaluate(() => (window as unknown as { told: Told }).told.shown[0]?.press());
  await expect(page).toHaveURL(new RegExp(`/inbox\\?item=${second.seeded[0]?.id}`));
  await expect(page.getByRole('article', { name: title })).toBeVisible();
  expect(first.seeded).toHaveLength(1);
});

test('a webhook hears of the types and events that the settings say', async ({ page, api }) => {
  interface Hooks {
    version: number;
    webhooks: { name: string; types: string[]; kinds: string[] }[];
  }
  const read = () => api.read<Hooks>('/settings/notifications');
  await page.goto('/settings/notifications');
  await page.getByRole('button', { name: 'Add a webhook' }).click();
  await page.getByLabel('Name', { exact: true }).fill('ci');
  await page.getByLabel('Address', { exact: true }).fill('https://ci.example.com/hook');
  const filters = page.getByRole('button', { name: /Hears of/ });
  await expect(filters).toContainText('everything');
  await filters.click();
  for (const type of ['Gate approval', 'Failure', 'Question', 'Quality', 'Sensitive data']) {
    await page.getByRole('group', { name: 'Types' }).getByRole('checkbox', { name: type }).uncheck();
  }
  await page.getByRole('group', { name: 'Events' }).getByRole('checkbox', { name: 'Reminder' }).uncheck();
  await expect(filters).toContainText('Budget, Security review · 5 of 6 events');
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByText('Settings saved')).toBeVisible();
  expect((await read()).webhooks).toMatchObject([
    { name: 'ci', types: ['budget_override', 'security_review'], kinds: ['opened', 'moved', 'decided', 'assigned', 'asked'] },
  ]);
  await page.reload();
  await filters.click();
  await page.getByRole('checkbox', { name: 'Budget', exact: true }).uncheck();
  await expect(page.getByRole('checkbox', { name: 'Security review', exact: true }), 'of nothing: that is the switch').toBeDisabled();
  const { version } = await read();
  await api.read('/settings/notifications', { method: 'PUT', body: { baseVersion: version, webhooks: [] } });
});
