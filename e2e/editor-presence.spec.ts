import type { Page } from '@playwright/test';
import type { RunDetail } from '@/lib/contracts/run';
import { login } from './support/login';
import { STEERED } from './support/steered-model';
import { expect, test } from './support/test';
import { watchFaults } from './support/watch-faults';

test.use({ env: { OPENAI_BASE_URL: STEERED, SIGNALBOX_LEASE_SECONDS: '5' } });

const TASKS = [
  { key: 'survey', title: 'Survey', role: 'project_manager', prompt: '[survey] List the berths.' },
  { key: 'depths', title: 'Depths', role: 'tech_lead', prompt: '[depths] Measure.', dependsOn: ['survey'] },
  { key: 'tides', title: 'Tides', role: 'tech_lead', prompt: '[tides] Measure.', dependsOn: ['survey'] },
  { key: 'report', title: 'Report', role: 'tech_lead', prompt: '[report] Write it up.', dependsOn: ['depths', 'tides'] },
];
test.beforeEach(({ model }) => {
  model.reset(['survey', 'depths', 'tides', 'report']);
  model.hold('survey', 0);
});
test.afterEach(({ model }) => model.release('survey', 0));

const node = (page: Page, key: string) => page.locator(`[data-testid=edit-node][data-task=${key}]`);
const flag = (page: Page, key: string) => page.locator(`[data-flag=${key}]`);
const peers = (page: Page) => page.getByTestId('peers');
const band = (page: Page) => page.getByTestId('edit-band');

test('two operators see each other edit one run, and the second rebases in one click', async ({ page, context, browser, api, product }) => {
  const { id } = await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal: 'Berths, edited by two', tasks: TASKS } });
  const first = async () => (await api.read<RunDetail>(`/runs/${id}`)).tasks.find((task) => task.key === 'survey')?.status;
  await expect.poll(first, { timeout: 40_000 }).toBe('RUNNING');
  const session = await login(product, { email: 'ana@example.com', name: 'Ana Berg', role: 'operator' });
  const elsewhere = await browser.newContext({ storageState: session, baseURL: product.url, viewport: { width: 1440, height: 900 } });
  const faults = await watchFaults(elsewhere);
  const ana = await elsewhere.newPage();

  await page.goto(`/runs/${id}?edit=1`);
  await expect(node(page, 'survey')).toBeVisible();
  await expect(peers(page)).toHaveCount(0);
  await ana.goto(`/runs/${id}?task=tides`);
  await expect(peers(page)).toContainText('Ana Berg is watching');
  await expect(flag(page, 'tides'), 'what she reads').toContainText('Ana Berg');
  await expect(peers(ana)).toContainText('ada is editing from version 1');
  await expect(band(page)).not.toContainText('editing too');

  await ana.goto(`/runs/${id}?edit=1`);
  await expect(band(page)).toContainText('Ana Berg is editing too');
  await expect(band(ana)).toContainText('ada is editing too');
  await node(ana, 'depths').click();
  await expect(flag(page, 'depths')).toContainText('Ana Berg');
  await expect(page.getByTestId('peer-news')).toContainText('Ana Berg');
  await node(ana, 'report').click();
  await expect(flag(page, 'report')).toContainText('Ana Berg');
  await expect(flag(page, 'depths')).toHaveCount(0);

  // Mine: Tides removed, staged. Hers: a gate after Depths, applied under it.
  await node(page, 'tides').click();
  await page.keyboard.press('Delete');
  await page.getByRole('alertdialog', { name: 'Remove Tides?' }).getByRole('button', { name: 'Remove task' }).click();
  await expect(peers(ana)).toContainText('1 change not applied');
  await node(ana, 'depths').click();
  await ana.getByTestId('run-editor').focus();
  await ana.keyboard.press('g');
  await expect(ana.locator('[data-mark=added]')).toHaveCount(1);
  await ana.keyboard.press('ControlOrMeta+Enter');
  await expect(ana.getByTestId('run-editor')).toHaveCount(0);

  const notice = page.getByTestId('theirs-notice');
  await expect(notice).toContainText('Ana Berg applied version 2: + Code review');
  await expect(band(page)).not.toContainText('is editing too');
  await notice.getByRole('button', { name: 'Rebase my 1 change' }).click();
  await expect(notice).toHaveCount(0);
  await expect(band(page)).toContainText('Editing from version 2');
  await expect(page.locator('[data-mark]'), 'only mine is staged').toHaveCount(1);
  await expect(node(page, 'tides')).toHaveAttribute('data-mark', 'removed');

  // A tab of mine is not somebody else.
  const second = await context.newPage();
  await second.goto(`/runs/${id}`);
  await expect(peers(page)).toContainText('You, in another tab, are watching');
  await second.close();
  await expect(peers(page)).not.toContainText('another tab');
  await elsewhere.close();
  await expect(peers(page), 'a closed browser is gone within seconds').toHaveCount(0);
  expect(faults.seen).toEqual([]);
});
