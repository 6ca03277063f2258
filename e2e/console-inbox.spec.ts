import type { Page } from '@playwright/test';
import type { EscalationView } from '@/lib/contracts/escalation';
import { clearInbox } from './support/clear-inbox';
import { login } from './support/login';
import type { Product } from './support/product';
import type { RunApi } from './support/run-api';
import { type SeededEscalation, seedEscalations } from './support/seed-escalations';
import { expect, test } from './support/test';

const row = (page: Page) => page.getByTestId('inbox-row');
const current = (page: Page) => page.locator('[data-testid=inbox-row][data-current]');
const isHigh = ({ priority }: { priority: string }) => priority === 'HIGH' || priority === 'CRITICAL';
const statusOf = async (api: RunApi, id: string) => (await api.read<EscalationView>(`/escalations/${id}`)).status;
const openOf = async (api: RunApi, runId: string) =>
  (await api.read<{ items: EscalationView[] }>(`/escalations?runId=${runId}&status=open&limit=200`)).items.length;

/** Presses keys and counts them. */
function keyboard(page: Page) {
  let presses = 0;
  return {
    press: async (key: string) => {
      presses += 1;
      await page.keyboard.press(key);
    },
    type: async (words: string) => {
      presses += words.length;
      await page.keyboard.type(words);
    },
    presses: () => presses,
  };
}

/** An inbox of these alone. */
async function opened(page: Page, api: RunApi, product: Product, count: number, kindOf?: (index: number) => number) {
  const made = await seedEscalations(api, product, { count, ...(kindOf ? { kindOf } : {}) });
  await page.goto(`/inbox?run=${made.runId}`);
  await expect(page.getByTestId('inbox-figures')).toContainText(`${count} of`);
  await expect(current(page)).toBeVisible();
  return made;
}

// What other tests leave open, such as the questions about their failures, would stand in this inbox.
test.beforeEach(({ api, product }) => clearInbox(api, product));
test.afterEach(({ api, product }) => clearInbox(api, product));

test('a hundred mixed questions are cleared by keys, those of low risk by one each', async ({ page, api, product }) => {
  test.setTimeout(180_000);
  const { runId, seeded } = await opened(page, api, product, 100);
  const byTitle = new Map(seeded.map((one) => [one.title, one]));
  const wanted = new Map<string, string>();
  const keys = keyboard(page);
  const spent = { low: 0, high: 0 };
  let most = 0;
  const startedMs = Date.now();
  for (let left = seeded.length; left > 0; left -= 1) {
    const title = await current(page).getByRole('link').getAttribute('title');
    const one = byTitle.get(title ?? '') as SeededEscalation;
    expect(one, `${title} is one of those asked`).toBeDefined();
    expect(wanted.has(one.id), `${title} is asked once`).toBe(false);
    const before = keys.presses();
    const key = one.title.startsWith('Chapter') ? 'r' : 'a';
    wanted.set(one.id, key === 'a' ? 'APPROVED' : 'REJECTED');
    await keys.press(key);
    if (isHigh(one)) {
      await keys.type('Seen it.');
      await keys.press('Enter');
      spent.high += keys.presses() - before;
    } else {
      spent.low += keys.presses() - before;
      most = Math.max(most, keys.presses() - before);
    }
    await expect(row(page).getByTitle(one.title, { exact: true })).toHaveCount(0);
  }
  const seconds = Math.round((Date.now() - startedMs) / 1_000);
  const high = seeded.filter(isHigh).length;
  console.log(
    `100 questions cleared with ${keys.presses()} keys in ${seconds} s: ${spent.low} for ${100 - high} of low risk (at most ${most} each)`,
  );
  console.log(`  and ${spent.high} for ${high} of high risk, their typed reasons among them`);
  expect(most).toBeLessThanOrEqual(2);
  await expect(page.getByText('Nothing waits for you').or(page.getByText('Nothing matches'))).toBeVisible();
  await expect.poll(() => openOf(api, runId), { timeout: 30_000 }).toBe(0);
  const { items } = await api.read<{ items: EscalationView[] }>(`/escalations?runId=${runId}&limit=200`);
  expect(items.filter(({ id, status }) => wanted.get(id) !== status)).toEqual([]);
  expect(items.filter((one) => isHigh(one) && one.note !== 'Seen it.')).toEqual([]);
});

test('what is alike is decided at once with one reason', async ({ page, api, product }) => {
  const { runId } = await opened(page, api, product, 40, (index) => index % 4);
  const keys = keyboard(page);
  for (let left = 40; left > 0; left -= 10) {
    await keys.press('Shift+X');
    await expect(page.getByRole('region', { name: 'Selected decisions' })).toContainText('10 selected');
    await keys.press('a');
    await expect(page.getByRole('textbox', { name: 'Reason to approve these 10' })).toBeFocused();
    await keys.type('Alike.');
    await keys.press('Enter');
    await expect(page.getByTestId('inbox-figures')).toContainText(`${left - 10} of`);
  }
  console.log(`40 questions of four sorts cleared with ${keys.presses()} keys, the reasons among them`);
  await expect.poll(() => openOf(api, runId), { timeout: 30_000 }).toBe(0);
  const { items } = await api.read<{ items: EscalationView[] }>(`/escalations?runId=${runId}&limit=200`);
  expect(new Set(items.map(({ status, note }) => `${status} ${note}`))).toEqual(new Set(['APPROVED Alike.']));
});

test('a decision is taken back within five seconds, and sent when the page is left', async ({ page, api, product }) => {
  const { seeded } = await opened(page, api, product, 3, () => 0);
  const [first, second, third] = seeded as [SeededEscalation, SeededEscalation, SeededEscalation];
  await page.keyboard.press('a');
  await expect(row(page)).toHaveCount(2);
  await page.keyboard.press('r');
  await expect(row(page)).toHaveCount(1);
  await expect(page.getByRole('status').filter({ hasText: 'Rejected' })).toContainText(second.title);
  await page.keyboard.press('u');
  await expect(row(page)).toHaveCount(2);
  await expect(current(page).getByRole('link')).toHaveAttribute('title', second.title);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row(page)).toHaveCount(3);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(current(page).getByRole('link')).toHaveAttribute('title', third.title);
  await page.keyboard.press('r');
  await expect(row(page)).toHaveCount(2);
  // Not by the clock of the undo: it is there before that would have run out.
  await page.reload();
  await expect.poll(() => statusOf(api, third.id), { timeout: 4_000 }).toBe('REJECTED');
  expect([await statusOf(api, first.id), await statusOf(api, second.id)]).toEqual(['OPEN', 'OPEN']);
});

test('what is decided elsewhere greys at once, and says by whom', async ({ page, api, product }) => {
  const { seeded } = await opened(page, api, product, 3, () => 0);
  const [, second] = seeded;
  await api.read(`/escalations/${second?.id}/decide`, { method: 'POST', body: { status: 'APPROVED', note: 'By telephone.' } });
  const grey = page.locator('[data-testid=inbox-row][data-grey]');
  await expect(grey).toHaveCount(1, { timeout: 3_000 });
  await expect(grey).toContainText('Approved by');
  await expect(page.getByTestId('inbox-figures')).toContainText('2 of');
});

test('search, filters and saved views live in the address', async ({ page, api, product }) => {
  const { runId } = await opened(page, api, product, 20);
  await page.keyboard.press('/');
  await page.keyboard.type('time zone');
  await expect(row(page).first()).toContainText('Which time zone');
  await expect(page).toHaveURL(/q=time/);
  await page.getByRole('button', { name: 'Save view' }).click();
  await page.getByLabel('Name').fill('Time zones');
  await page.getByRole('dialog').getByRole('button', { name: 'Save view' }).click();
  const view = page.getByRole('group', { name: 'Views' }).getByRole('button', { name: 'Time zones' });
  await expect(view).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Critical' }).click();
  await expect(row(page)).toHaveCount(1);
  await expect(page).toHaveURL(/priority=critical/);
  await page.goto(`/inbox?run=${runId}&type=budget_override`);
  await expect(row(page)).toHaveCount(1);
  await expect(row(page)).toContainText('Budget');
  await view.click();
  await expect(row(page).first()).toContainText('Which time zone');
  await page.getByRole('button', { name: 'Options of the view Time zones' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(view).toHaveCount(0);
});

test('the count stands in the sidebar and in the title; whoever may not decide only reads', async ({ browser, page, api, product }) => {
  const { seeded } = await opened(page, api, product, 2, () => 0);
  await expect(page.getByTestId('inbox-count').first()).toContainText('2', { timeout: 15_000 });
  await expect(page).toHaveTitle(/^\(2\) Inbox/);
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await expect(page).toHaveTitle(/^\(2\) Runs/);
  const context = await browser.newContext({
    baseURL: product.url,
    storageState: await login(product, { email: 'vi@example.com', role: 'viewer' }),
  });
  const theirs = await context.newPage();
  await theirs.goto('/inbox');
  await expect(current(theirs)).toBeVisible();
  await theirs.keyboard.press('a');
  await theirs.keyboard.press('x');
  await expect(row(theirs)).toHaveCount(2);
  await expect(theirs.getByRole('checkbox')).toHaveCount(0);
  await context.close();
  expect(await statusOf(api, seeded[0]?.id ?? '')).toBe('OPEN');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('one question fills the screen, and the next follows', async ({ page, api, product }) => {
    const { runId, seeded } = await seedEscalations(api, product, { count: 3, kindOf: () => 0 });
    const noSidewaysScroll = async () => expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    const shown = (index: number) => page.getByRole('article', { name: seeded[index]?.title, exact: true });
    const approve = page.getByRole('button', { name: /^Approve/ }).first();
    await page.goto(`/inbox?run=${runId}`);
    await expect(row(page)).toHaveCount(3);
    await noSidewaysScroll();
    await row(page).first().getByRole('link').tap();
    await expect(row(page).first()).toBeHidden();
    await expect(shown(0)).toBeVisible();
    await expect(approve).toBeInViewport({ ratio: 1 });
    expect((await approve.boundingBox())?.height).toBeGreaterThanOrEqual(40);
    await noSidewaysScroll();
    await approve.tap();
    await expect(shown(1)).toBeVisible();
    await approve.tap();
    await expect(shown(2)).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).filter({ visible: true }).tap();
    await expect(shown(1)).toBeVisible();
    await expect.poll(() => statusOf(api, seeded[0]?.id ?? ''), { timeout: 15_000 }).toBe('APPROVED');
    await page.getByRole('button', { name: 'Inbox', exact: true }).tap();
    await expect(row(page)).toHaveCount(2);
    expect(await statusOf(api, seeded[1]?.id ?? '')).toBe('OPEN');
  });
});
