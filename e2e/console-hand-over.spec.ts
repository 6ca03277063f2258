import type { Browser, Page } from '@playwright/test';
import type { EscalationDetail } from '@/lib/contracts/escalation';
import { login, query } from './support/login';
import type { Product } from './support/product';
import { seedEscalations } from './support/seed-escalations';
import { expect, test } from './support/test';
import { watchFaults } from './support/watch-faults';

/** Less than what pages wait before they ask again by themselves, and more than a machine under load takes for what it hears. */
const AT_ONCE = { timeout: 9_000 };
const row = (page: Page, title: string) => page.getByTestId('inbox-row').filter({ hasText: title });
const entry = (page: Page) => page.getByTestId('escalation-entry').last();

async function somebody(browser: Browser, product: Product, name: string) {
  const email = `${name.toLowerCase()}@example.com`;
  const storageState = await login(product, { email, name, role: 'approver' });
  const context = await browser.newContext({ storageState, baseURL: product.url, viewport: { width: 1440, height: 900 } });
  return { context, email, faults: await watchFaults(context), page: await context.newPage() };
}

test.afterEach(({ product }) =>
  query(product, `UPDATE escalations SET status = 'SUPERSEDED', decided_at = now() WHERE status = 'OPEN' AND subject = 'none'`),
);

test('what changes hands, is asked back, answered or put off shows in other browsers at once', async ({
  page,
  api,
  browser,
  product,
  faults,
}) => {
  const { runId, seeded } = await seedEscalations(api, product, { count: 2, kindOf: () => 3 });
  const [first, second] = seeded.map(({ title }) => title) as [string, string];
  const bob = await somebody(browser, product, 'Bob');
  const ann = await somebody(browser, product, 'Ann');
  const theirs = await ann.context.newPage();
  const onRun = await bob.context.newPage();
  try {
    for (const each of [page, bob.page]) await each.goto(`/inbox?run=${runId}`);
    await theirs.goto(`/inbox/${seeded[0]?.id}`);
    await onRun.goto(`/runs/${runId}`);
    for (const each of [page, bob.page, theirs]) await expect(each.getByRole('article', { name: first })).toBeVisible();
    await expect(onRun.getByTestId('escalation-row')).toHaveCount(2);

    for (const each of [page, theirs]) await each.getByRole('tab', { name: /^Conversation/ }).click();

    // Somebody who is nobody is refused at the field; the list has the others, and the keyboard is enough.
    faults.expect(/400|422/);
    await page.keyboard.press('d');
    const to = page.getByRole('combobox', { name: 'To' });
    await expect(to).toBeFocused();
    await page.keyboard.type('nobody@example.com');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('form', { name: 'Hand over' }).getByRole('alert')).toContainText('nobody who can sign in');
    await expect(to).toHaveAttribute('aria-invalid', 'true');
    await to.fill('bo');
    const offers = page.getByRole('listbox', { name: 'People who may decide' });
    await expect(offers.getByRole('option')).toHaveCount(1);
    await expect(offers.getByRole('option', { name: 'Bob' })).toContainText('approver');
    await expect(offers.getByRole('option', { name: 'Bob' })).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Escape');
    await expect(offers, 'what was opened last is closed first').toHaveCount(0);
    await expect(to).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(to).toHaveValue('bob@example.com');
    await page.keyboard.press('Control+Enter');
    await expect(entry(theirs)).toContainText('delegated it to bob@example.com', AT_ONCE);
    await expect(row(bob.page, first)).toContainText('→ bob', AT_ONCE);
    await expect(onRun.getByTestId('escalation-row').filter({ hasText: first })).toContainText('→ bob', AT_ONCE);

    await theirs.keyboard.press('b');
    await theirs.keyboard.type('Which chapter?');
    await theirs.keyboard.press('Control+Enter');
    await expect(row(bob.page, first)).toContainText('asked back', AT_ONCE);
    await expect(entry(page)).toContainText('Which chapter?', AT_ONCE);
    await bob.page.getByRole('button', { name: 'Answer' }).click();
    await bob.page.getByRole('textbox').last().fill('The third one.');
    await bob.page.keyboard.press('Control+Enter');
    await expect(entry(theirs)).toContainText('The third one.', AT_ONCE);
    await expect(row(page, first)).not.toContainText('asked back', AT_ONCE);

    await row(page, second).getByRole('link').click();
    await expect(page.getByRole('article', { name: second })).toBeVisible();
    await page.keyboard.press('s');
    await page.getByRole('region', { name: 'Snooze' }).getByRole('button').first().click();
    await expect(row(bob.page, second)).toHaveCount(0, AT_ONCE);
    const { entries, snoozedUntil } = await api.read<EscalationDetail>(`/escalations/${seeded[1]?.id}`);
    expect(snoozedUntil).not.toBeNull();
    expect(entries.at(-1)).toMatchObject({ kind: 'snoozed' });
    for (const { faults } of [ann, bob]) expect(faults.seen).toEqual([]);
  } finally {
    await ann.context.close();
    await bob.context.close();
  }
});

test('approvers of a type are picked from those who may decide', async ({ page, api, browser, product, faults }) => {
  const { context } = await somebody(browser, product, 'Bob');
  await context.close();
  await page.goto('/settings/escalations');
  await page.getByRole('button', { name: /^Security/ }).click();
  const group = page.getByRole('group', { name: 'Security' });
  const approvers = group.getByRole('combobox', { name: 'Approvers' });
  const save = page.getByRole('button', { name: 'Save settings' });
  await approvers.fill('stranger@example.com');
  await approvers.press('Enter');
  faults.expect(/400|422/);
  await save.click();
  await expect(group.getByRole('alert')).toContainText('"stranger@example.com" is nobody who can sign in');
  await expect(approvers).toBeFocused();
  await group.getByRole('button', { name: 'Approvers: take stranger@example.com out' }).click();
  await approvers.fill('Bob');
  await page.getByRole('option', { name: 'Bob' }).click();
  await expect(group.getByRole('button', { name: 'Approvers: take bob@example.com out' })).toBeVisible();
  await save.click();
  await expect(page.getByText('Settings saved')).toBeVisible();
  const { version, ladder } = await api.read<{ version: number; ladder: { types: Record<string, { approvers: string[] }> } }>(
    '/settings/escalations',
  );
  expect(ladder.types.security_review?.approvers).toEqual(['bob@example.com']);
  await api.read('/settings/escalations', { method: 'PUT', body: { baseVersion: version, types: { security_review: null } } });
});
