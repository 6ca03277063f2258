import type { Locator, Page } from '@playwright/test';
import type { RunDetail } from '@/lib/contracts/run';
import { INPUTS } from './support/documents';
import { STEERED } from './support/steered-model';
import { expect, test } from './support/test';

test.use({ env: { OPENAI_BASE_URL: STEERED, SIGNALBOX_LEASE_SECONDS: '5' } });

const KEYS = ['first', 'second', 'third', 'fourth'];
const CHAIN = KEYS.map((key, index) => ({
  key,
  role: 'project_manager',
  prompt: `[${key}] The next step.`,
  dependsOn: KEYS.slice(Math.max(0, index - 1), index),
}));
test.beforeEach(({ model }) => model.reset(KEYS));

const indicator = (page: Page) => page.getByRole('complementary').getByRole('status');
const states = (page: Page) =>
  page
    .getByTestId('task-node')
    .evaluateAll((nodes) => nodes.map((node) => `${node.getAttribute('data-task')} ${node.getAttribute('data-state')}`).toSorted());

test('two tabs follow one run; one that was offline says so and catches up without a gap', async ({
  page,
  context,
  browser,
  session,
  api,
  faults,
  model,
  product,
}) => {
  model.hold('first', 2);
  model.hold('third', 1);
  const { id } = await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal: 'Four steps', tasks: CHAIN, inputs: INPUTS } });
  // Another browser: going offline takes all tabs of one along.
  const elsewhere = await browser.newContext({ storageState: session, baseURL: product.url });
  const other = await elsewhere.newPage();
  await Promise.all([page.goto(`/runs/${id}`), other.goto(`/runs/${id}?task=third`)]);
  const second = await context.newPage();
  await second.goto(`/runs/${id}?view=events`);
  for (const tab of [page, other, second]) await expect(indicator(tab)).toHaveText('live · 1 worker');
  for (const tab of [page, other]) await expect(tab.locator('[data-task=first][data-state=running]')).toBeVisible();
  await expect(second.getByTestId('event-log'), 'the page is whole before the line is cut').toBeVisible();

  faults.expect(/ERR_INTERNET_DISCONNECTED/);
  await context.setOffline(true);
  for (const tab of [page, second]) await expect(indicator(tab)).toHaveText('offline');
  const seenBefore = await states(page);
  model.release('first', 2);
  await expect(other.locator('[data-task=third][data-state=running]')).toBeVisible();
  const drawer = other.getByTestId('task-drawer');
  await expect(drawer.getByRole('article', { name: 'Turn 1' })).toBeVisible();
  await expect(drawer.getByRole('button', { name: 'Follow' }), 'a drawer that was open before follows by itself').toHaveCount(0);
  expect(await states(page), 'nothing is made up while offline').toEqual(seenBefore);
  await expect(indicator(other)).toHaveText('live · 1 worker');

  await context.setOffline(false);
  for (const tab of [page, second]) await expect(indicator(tab)).toHaveText('live · 1 worker');
  await expect(page.locator('[data-task=third][data-state=running]')).toBeVisible();
  model.release('third', 1);
  for (const tab of [page, other, second]) await expect(tab.locator('h1 + *')).toHaveText('Succeeded', { timeout: 30_000 });

  const run = await api.read<RunDetail>(`/runs/${id}`);
  expect(await states(page)).toEqual(run.tasks.map((task) => `${task.key} ${task.status.toLowerCase()}`).toSorted());
  await expect(second.getByRole('tab', { name: /Events/ })).toContainText(String(run.lastSeq));
  const log = second.getByTestId('event-log');
  await expect(log.getByRole('button', { name: `Details of event ${run.lastSeq}`, exact: true })).toBeVisible();
  await expect.poll(async () => (await readSeqs(log)).length, 'each event of the log once').toBe(run.lastSeq);
  await elsewhere.close();
});

/** The numbers in the log, read from its end to its beginning: only the rows in sight are drawn. */
async function readSeqs(log: Locator): Promise<number[]> {
  return await log.evaluate(async (element) => {
    const seen = new Set<number>();
    element.scrollTop = element.scrollHeight;
    for (let isAbove = true; isAbove; ) {
      isAbove = element.scrollTop > 0;
      for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
      for (const row of element.querySelectorAll('[aria-label^="Details of event"]')) {
        seen.add(Number(row.getAttribute('aria-label')?.split(' ').at(-1)));
      }
      element.scrollBy(0, -300);
    }
    return [...seen];
  });
}

test('the list of runs is live', async ({ page, api, model }) => {
  model.hold('first', 0);
  await page.goto('/runs');
  await expect(page.getByRole('heading', { name: 'Runs' })).toBeVisible();
  const goal = `Seen in the list ${Date.now()}`;
  const { id } = await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal, tasks: CHAIN.slice(0, 1) } });
  const row = page.getByRole('row').filter({ hasText: goal });
  await expect(row).toContainText('Running');
  await api.read(`/runs/${id}/pause`, { method: 'POST' });
  await expect(row).toContainText('Paused');
  await api.read(`/runs/${id}/cancel`, { method: 'POST' });
  await expect(row).toContainText('Cancelled');
});
