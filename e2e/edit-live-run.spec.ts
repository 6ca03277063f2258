import type { Page } from '@playwright/test';
import type { RunDetail } from '@/lib/contracts/run';
import type { RunApi } from './support/run-api';
import { STEERED } from './support/steered-model';
import { expect, test } from './support/test';

test.use({ env: { OPENAI_BASE_URL: STEERED, SIGNALBOX_LEASE_SECONDS: '5', SIGNALBOX_WORKERS: '2' } });

const task = (key: string, title: string, role: string, dependsOn: string[] = []) => ({
  ...{ key, title, role, dependsOn },
  prompt: `[${key}] ${title}.`,
});
const TASKS = [
  task('survey', 'Survey the berths', 'project_manager'),
  task('chart', 'Chart', 'tech_lead'),
  task('build', 'Build the register', 'backend_engineer', ['chart']),
  task('release', 'Release', 'tech_lead', ['survey', 'build']),
];

test.beforeEach(({ model }) => {
  model.reset([...TASKS.map(({ key }) => key), 'review']);
  model.hold('survey', 0);
});
test.afterEach(({ model }) => model.reset([]));

const panel = (page: Page) => page.getByTestId('edit-panel');
const tray = (page: Page) => page.getByTestId('edit-tray');
const said = (page: Page) => page.getByTestId('edit-said');
const readRun = (api: RunApi, id: string) => api.read<RunDetail>(`/runs/${id}`);
const statusOf = async (api: RunApi, id: string, key: string) => (await readRun(api, id)).tasks.find((each) => each.key === key)?.status;

async function start(api: RunApi): Promise<string> {
  const { id } = await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal: 'A register of all berths', tasks: TASKS } });
  await expect.poll(() => statusOf(api, id, 'survey'), { timeout: 40_000 }).toBe('RUNNING');
  return id;
}

/** Moves to a task by its name. */
async function goTo(page: Page, title: string): Promise<void> {
  await page.keyboard.press('/');
  await page.getByLabel('Find a task').fill(title);
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-selected]')).toHaveCount(1);
}

const closePanel = async (page: Page) => {
  await page.getByTestId('run-editor').focus();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-selected]')).toHaveCount(0);
};

test('what runs is aborted only on a word, and what has finished runs again on a word', async ({ page, api, model }) => {
  const id = await start(api);
  await expect.poll(() => statusOf(api, id, 'build'), { timeout: 40_000 }).toBe('SUCCEEDED');
  await page.goto(`/runs/${id}?view=history`);
  const history = page.getByTestId('edit-history');
  await expect(history).toContainText('The graph is as the run began');
  await history.getByRole('button', { name: 'Edit graph' }).click();
  await expect(page.getByTestId('run-editor')).toBeFocused();

  await goTo(page, 'Survey the berths');
  await page.keyboard.press('Delete');
  const asked = page.getByRole('alertdialog', { name: 'Remove Survey the berths?' });
  await asked.getByRole('button', { name: 'Remove task' }).click();
  await expect(tray(page).getByRole('list', { name: 'Running tasks' })).toContainText('Survey the berths is aborted. Lost: attempt 1');
  await tray(page).getByRole('button', { name: 'Leave it running' }).click();
  await expect(said(page)).toContainText('Survey the berths is left running. 1 change needed it to stop and went.');
  await expect(page.getByRole('button', { name: /^Apply(?! \d)/ })).toBeDisabled();
  await goTo(page, 'Survey the berths');
  await page.keyboard.press('Delete');
  await asked.getByRole('button', { name: 'Remove task' }).click();

  // A new chart before the build, which has finished.
  await goTo(page, 'Chart');
  await page.keyboard.press('n');
  await panel(page).getByLabel('Title').fill('Soundings');
  await panel(page).getByLabel('Prompt').fill('[review] Take soundings.');
  await closePanel(page);
  await goTo(page, 'Soundings');
  await page.keyboard.press('Escape');
  await page.keyboard.press('c');
  await page.keyboard.type('Build');
  await page.keyboard.press('Enter');
  await expect(tray(page).getByRole('button', { name: '1 task ▾' })).toBeVisible();
  await tray(page)
    .getByLabel(/Run 1 invalidated task again/)
    .check();
  await expect(tray(page)).toContainText('1 task run again');
  await page.reload();
  await expect(tray(page).getByLabel(/invalidated tasks again/), 'a reload keeps what is staged').toBeChecked();
  await page.getByTestId('run-editor').focus();
  model.answer('review', 0, { toolCalls: [{ name: 'finish', arguments: { summary: 'Done.' } }] });
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByTestId('edit-frame')).toHaveCount(0);
  await expect.poll(async () => (await readRun(api, id)).status, { timeout: 60_000 }).toBe('SUCCEEDED');
  const { tasks } = await readRun(api, id);
  expect(Object.fromEntries(tasks.map(({ key, status }) => [key, status]))).toMatchObject({ survey: 'CANCELLED', release: 'SUCCEEDED' });
  expect(
    model.calls.filter(({ mark, answers }) => mark === 'build' && answers === 0),
    'the build ran twice',
  ).toHaveLength(2);
});
