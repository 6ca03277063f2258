import type { RunApi } from './support/run-api';
import { expect, test } from './support/test';

// Without workers a run stays as it was begun: there is something to pause.
test.use({ env: { SIGNALBOX_WORKERS: '0' } });

const TASKS = [{ key: 'survey', role: 'ux_engineer', prompt: 'Look.' }];

async function begin(api: RunApi, goal: string): Promise<string> {
  return (await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal, tasks: TASKS } })).id;
}
const statusOf = async (api: RunApi, id: string) => (await api.read<{ status: string }>(`/runs/${id}`)).status;

test('search, filter, sort, and keep it as a view', async ({ page, api }) => {
  const stamp = `${Date.now()}`;
  const harbour = await begin(api, `Dredge the harbour ${stamp}`);
  const quay = await begin(api, `Paint the quay ${stamp}`);
  await api.read(`/runs/${quay}/pause`, { method: 'POST' });
  const table = page.getByRole('table', { name: 'Runs' });
  const rows = table.getByRole('link').filter({ hasText: stamp });

  await test.step('by words and by the beginning of an id', async () => {
    await page.goto('/runs');
    await expect(rows).toHaveCount(2);
    await page.keyboard.press('/');
    await page.keyboard.type(`QUAY ${stamp}`);
    await expect(rows).toHaveText([`Paint the quay ${stamp}`]);
    await page.getByLabel('Search runs').fill(harbour.slice(0, 30));
    await expect(rows).toHaveText([`Dredge the harbour ${stamp}`]);
    await page.getByLabel('Search runs').fill(stamp);
    await expect(rows).toHaveCount(2);
  });

  await test.step('by status and role, in the URL', async () => {
    await page.getByRole('group', { name: 'Status' }).getByRole('button', { name: 'Paused' }).click();
    await expect(rows).toHaveText([`Paint the quay ${stamp}`]);
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Planner' }).click();
    await expect(page.getByRole('heading', { name: 'No run matches' })).toBeVisible();
    await page.getByRole('button', { name: 'Planner: take this off' }).click();
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByRole('menuitemcheckbox', { name: 'UX engineer' }).click();
    await expect(rows).toHaveText([`Paint the quay ${stamp}`]);
    await table.getByRole('button', { name: 'Spend' }).click();
    await expect(table.getByRole('columnheader', { name: 'Spend' })).toHaveAttribute('aria-sort', 'descending');
    await expect(page).toHaveURL(/status=paused.*role=ux_engineer.*sort=spent/);
  });

  await test.step('kept, left, found again and deleted', async () => {
    const views = page.getByRole('group', { name: 'Views' });
    await page.getByRole('button', { name: 'Save view' }).click();
    await page.getByLabel('Name').fill(`Quays ${stamp}`);
    await page.keyboard.press('Enter');
    const mine = views.getByRole('button', { name: `Quays ${stamp}` });
    await expect(mine).toHaveAttribute('aria-pressed', 'true');
    await views.getByRole('button', { name: 'All' }).click();
    await expect(page).toHaveURL(/\/runs$/);
    await page.reload();
    await mine.click();
    await expect(rows).toHaveText([`Paint the quay ${stamp}`]);
    await expect(page).toHaveURL(/role=ux_engineer.*view=/);
    await page.getByRole('button', { name: `Options of the view Quays ${stamp}` }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await expect(mine).toHaveCount(0);
  });

  await test.step('a view named by a link alone', async () => {
    await page.goto('/runs?view=attention');
    await expect(page).toHaveURL(/status=paused/);
    await expect(rows).toHaveText([`Paint the quay ${stamp}`]);
  });
});

test('several runs are paused, resumed and cancelled by keys', async ({ page, api, faults }) => {
  const stamp = `${Date.now()}`;
  const ids: string[] = [];
  for (const name of ['first', 'second', 'third']) ids.unshift(await begin(api, `The ${name} of ${stamp}`));
  const statuses = async () => Promise.all(ids.map((id) => statusOf(api, id)));
  await page.goto(`/runs?q=${stamp}`);
  const table = page.getByRole('table', { name: 'Runs' });
  await expect(table.getByRole('link')).toHaveCount(3);
  const bar = page.getByRole('region', { name: 'Selected runs' });

  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await expect(bar).toContainText('2 selected');
  await page.keyboard.press('p');
  await expect(bar).toContainText('Paused 2 runs');
  expect(await statuses()).toEqual(['PAUSED', 'PAUSED', 'RUNNING']);
  await expect(table.getByText('Paused')).toHaveCount(2);

  await page.keyboard.press('a');
  await expect(bar).toContainText('3 selected');
  await page.keyboard.press('r');
  await expect(bar).toContainText('Resumed 2 runs');
  expect(await statuses()).toEqual(['RUNNING', 'RUNNING', 'RUNNING']);

  await page.keyboard.press('Escape');
  await expect(bar.getByText('selected')).toHaveCount(0);
  await table.getByRole('checkbox').first().click();
  await table
    .getByRole('checkbox')
    .last()
    .click({ modifiers: ['Shift'] });
  await expect(bar).toContainText('3 selected');
  // Meanwhile one of them ends, and the page does not hear of it: that is told, and the others go on.
  faults.expect(/runs\.(list|pause)|runs\.count/);
  await page.route(/trpc.*runs\.list/, (route) => route.abort());
  await api.read(`/runs/${ids[1]}/cancel`, { method: 'POST' });
  await page.keyboard.press('p');
  await expect(bar).toContainText('Paused 2 runs, 1 failed');
  await expect(bar).toContainText('The run has ended');
  await page.unroute(/trpc.*runs\.list/);
  await page.keyboard.press('c');
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('Cancel');
  await dialog.getByRole('button', { name: /^Cancel/ }).click();
  await expect.poll(statuses).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED']);
});

test('columns are chosen and stay chosen, on a desk; a phone has cards', async ({ page, api }) => {
  await begin(api, 'A run with columns');
  await page.goto('/runs');
  const table = page.getByRole('table', { name: 'Runs' });
  await expect(table.getByRole('columnheader', { name: 'Duration' })).toBeVisible();
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Started by' }).click();
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Duration' }).click();
  await page.reload();
  await expect(table.getByRole('columnheader', { name: 'Started by' })).toBeVisible();
  await expect(table.getByRole('columnheader', { name: 'Duration' })).toHaveCount(0);
  await page.setViewportSize({ width: 390, height: 844 });
  await table.getByRole('checkbox').first().click();
  await expect(page.getByRole('region', { name: 'Selected runs' })).toContainText('1 selected');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
