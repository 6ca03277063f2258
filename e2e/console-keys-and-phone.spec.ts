import type { Page } from '@playwright/test';
import type { RunApi } from './support/run-api';
import { expect, test } from './support/test';

const TASKS = [
  { key: 'survey', role: 'project_manager', prompt: 'List the berths.' },
  {
    key: 'report',
    title: 'A report whose title is far longer than any phone is wide, and longer still',
    role: 'tech_lead',
    prompt: 'Write.',
    dependsOn: ['survey'],
  },
];

async function finishedRun(api: RunApi, goal: string): Promise<string> {
  const { id } = await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal, tasks: TASKS } });
  await expect.poll(async () => (await api.read<{ status: string }>(`/runs/${id}`)).status).toBe('SUCCEEDED');
  return id;
}

test('everything of a day is reached by keys', async ({ page, api }) => {
  const older = await finishedRun(api, 'The older run of two');
  const newer = await finishedRun(api, 'The newer run of two');
  await page.goto('/runs');
  const current = page.locator('tr[data-current]');
  await expect(page.getByRole('link', { name: 'The newer run of two' })).toBeVisible();
  await page.keyboard.press('j');
  await expect(current).toContainText('The newer run of two');
  await page.keyboard.press('j');
  await expect(current).toContainText('The older run of two');
  await page.keyboard.press('k');
  await expect(current).toContainText('The newer run of two');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(older));
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await expect(page).toHaveURL(/\/runs$/);

  await page.keyboard.press('/');
  await expect(page.getByLabel('Search runs')).toBeFocused();
  await page.keyboard.type('NEWER');
  await expect(page.getByRole('link', { name: 'The older run of two' })).toHaveCount(0);
  await expect(page).toHaveURL(/q=NEWER/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(newer));

  await expect(page.getByTestId('task-node').first()).toBeVisible();
  const drawer = page.getByTestId('task-drawer');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(drawer).toBeFocused();
  const first = await drawer.getAttribute('aria-label');
  await page.keyboard.press('j');
  await expect(drawer).not.toHaveAttribute('aria-label', first ?? '');
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();

  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keys' });
  await expect(help).toContainText('Next task');
  await expect(help).toContainText('Go to runs');
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();
  await page.keyboard.press('n');
  await expect(page).toHaveURL(/\/runs\/new$/);
});

test('a phone shows everything, and nothing sideways', async ({ page, api }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const goal = `On a phone: a goal with aVeryLongWordWithoutAnyPlaceToBreakItBecauseSomebodyPastedAnIdentifier ${Date.now()}`;
  const id = await finishedRun(api, goal);
  await page.goto('/runs');
  await page.getByRole('link', { name: goal }).waitFor();
  await noSidewaysScroll(page);
  const bar = page.getByRole('navigation', { name: 'Main' }).filter({ visible: true });
  await bar.getByRole('link', { name: 'New run' }).click();
  await expect(page.getByLabel('Goal')).toBeVisible();
  await page.getByRole('radio', { name: /My own plan/ }).click();
  await expect(page.getByLabel('Plan in YAML')).toBeVisible();
  await noSidewaysScroll(page);
  await bar.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Settings' }).click();
  await expect(page).toHaveURL(/\/settings\/account/);
  await noSidewaysScroll(page);
  await bar.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Tasks' }).click();
  await expect(page).toHaveURL(/\/tasks/);
  await noSidewaysScroll(page);
  await bar.getByRole('link', { name: 'Runs' }).click();
  await page.getByRole('link', { name: goal }).click();
  await expect(page).toHaveURL(new RegExp(id));

  // A list of steps instead of the graph; the drawer is a sheet.
  await page.getByRole('button', { name: /A report whose title/ }).click();
  const drawer = page.getByTestId('task-drawer');
  await expect(drawer.getByRole('article').first()).toBeVisible();
  for (const tab of ['Prompt', 'Artifacts', 'Attempts', 'Cost']) {
    await drawer.getByRole('tab', { name: tab }).click();
    await noSidewaysScroll(page);
  }
  await drawer.getByRole('button', { name: 'Close' }).click();
  await expect(drawer).toBeHidden();
  for (const tab of [/Artifacts/, /Events/, /Graph/]) {
    await page.getByRole('tab', { name: tab }).click();
    await noSidewaysScroll(page);
  }
  await page.getByRole('button', { name: 'Graph', exact: true }).click();
  await expect(page.getByTestId('run-graph')).toBeVisible();
  await noSidewaysScroll(page);
});

async function noSidewaysScroll(page: Page): Promise<void> {
  const { scroll, client } = await page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    client: document.documentElement.clientWidth,
  }));
  expect(scroll, page.url()).toBeLessThanOrEqual(client);
}
