import type { Browser, Page } from '@playwright/test';
import type { EditView } from '@/lib/contracts/edit';
import type { RunDetail } from '@/lib/contracts/run';
import { login } from './support/login';
import type { Product } from './support/product';
import type { RunApi } from './support/run-api';
import { STEERED } from './support/steered-model';
import { expect, test } from './support/test';
import { watchFaults } from './support/watch-faults';

test.use({ env: { OPENAI_BASE_URL: STEERED, SIGNALBOX_LEASE_SECONDS: '5', SIGNALBOX_WORKERS: '2' } });

const task = (key: string, title: string, role: string, dependsOn: string[] = []) => ({
  ...{ key, title, role, dependsOn },
  prompt: `[${key}] ${title}.`,
});
const TASKS = [
  task('survey', 'Survey the berths', 'project_manager'),
  task('build', 'Build the register', 'backend_engineer', ['survey']),
  task('more_tests', 'Write more tests', 'code_reviewer', ['build']),
  task('ship_now', 'Ship as it is', 'tech_lead', ['build']),
  task('flyer', 'Print a flyer', 'ux_engineer', ['survey']),
  task('release', 'Release', 'tech_lead', ['more_tests', 'ship_now', 'flyer']),
];
/** What the security review and the second operator's task are asked by. */
const MARKS = [...TASKS.map(({ key }) => key), 'review', 'announce'];

test.beforeEach(({ model }) => {
  model.reset(MARKS);
  const artifact = { name: 'register.md', type: 'document', content: '# The register\n', metadata: { test_coverage: 62 } };
  model.answer('build', 1, { text: 'Here it is.', toolCalls: [{ name: 'write_artifact', arguments: artifact }] });
  const finding = { severity: 'minor', message: 'No audit entry for a new berth.', place: 'register.md', suggestion: 'Write one.' };
  model.answer('review', 0, { text: JSON.stringify({ verdict: 'pass', findings: [finding] }) });
  model.hold('survey', 0);
});
test.afterEach(({ model }) => model.reset([]));

const panel = (page: Page) => page.getByTestId('edit-panel');
const tray = (page: Page) => page.getByTestId('edit-tray');
const said = (page: Page) => page.getByTestId('edit-said');
const readRun = (api: RunApi, id: string) => api.read<RunDetail>(`/runs/${id}`);
const statusOf = async (api: RunApi, id: string, key: string) => (await readRun(api, id)).tasks.find((each) => each.key === key)?.status;
const edits = async (api: RunApi, id: string) => (await api.read<{ items: EditView[] }>(`/runs/${id}/edits`)).items;

async function start(api: RunApi, tasks: object[] = TASKS, running = 'survey'): Promise<string> {
  const { id } = await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal: 'A register of all berths', tasks } });
  await expect.poll(() => statusOf(api, id, running), { timeout: 40_000 }).toBe('RUNNING');
  return id;
}

async function openEditor(page: Page, id: string): Promise<void> {
  await page.goto(`/runs/${id}`);
  await expect(page.getByTestId('run-graph')).toBeVisible();
  await page.keyboard.press('e');
  await expect(page.getByTestId('run-editor')).toBeFocused();
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

test('a live run is edited by two operators, finishes along the new graph, and its history shows how', async ({
  page,
  api,
  browser,
  product,
  model,
}) => {
  test.setTimeout(240_000);
  const id = await start(api);
  const { other, grace, faults } = await secondOperator(browser, product);
  await openEditor(page, id);
  await expect(page.getByRole('complementary').getByRole('status')).toHaveText('live · 2 workers');
  await openEditor(grace, id);
  await goTo(grace, 'Release');
  await grace.keyboard.press('n');
  await panel(grace).getByLabel('Title').fill('Announce it');
  await panel(grace).getByLabel('Prompt').fill('[announce] Tell everybody.');

  // A security review on the edge from the survey to the build.
  await goTo(page, 'Survey the berths');
  await page.keyboard.press('Escape');
  await page.keyboard.press(']');
  while (!/Build the register waits for Survey/.test((await said(page).textContent()) ?? '')) await page.keyboard.press(']');
  await page.keyboard.press('g');
  await expect(said(page)).toContainText('Code review added between Survey the berths and Build the register. 1 change.');
  await panel(page).getByLabel('Gate type').click();
  await page.getByRole('option', { name: 'Security review' }).click();
  await expect(panel(page).getByLabel('Title')).toHaveValue('Security review');
  await expect(panel(page).getByRole('combobox', { name: 'Reviewer' })).toContainText('Security reviewer');
  await panel(page).getByLabel('Criteria, in words').fill('Nobody can take a berth that is not free.');
  await panel(page).getByLabel('Prompt of the reviewer').fill('[review] Look for holes.');
  await closePanel(page);

  // Too little coverage leads to more tests, enough of it leads out.
  await goTo(page, 'Build the register');
  await page.keyboard.press('b');
  await expect(said(page)).toContainText('Branch added after Build the register.');
  await panel(page).getByLabel('Title').fill('Coverage below 80?');
  await panel(page).getByLabel('Condition').fill('artifact.test_coverage < 80');
  await panel(page).getByRole('button', { name: 'If true, goes on with: take Ship as it is out' }).click();
  await panel(page).getByLabel('If false, goes on with').fill('Ship as it is');
  await page.keyboard.press('Enter');
  await expect(panel(page).getByRole('button', { name: 'If false, goes on with: take Ship as it is out' })).toBeVisible();
  await closePanel(page);

  await goTo(page, 'Print a flyer');
  await page.keyboard.press('Delete');
  await page.getByRole('alertdialog', { name: 'Remove Print a flyer?' }).getByRole('button', { name: 'Remove task' }).click();

  // What it comes to, before anything happens.
  await expect(tray(page)).toContainText('2 added, 1 removed');
  await expect(tray(page)).toContainText('4 → 6 tasks');
  await expect(tray(page).getByText('Forecast', { exact: true }).locator('+ dd')).toContainText(/[+−-]\$/);
  await expect(tray(page)).toContainText('no cycle, no dead end');
  expect((await readRun(api, id)).graphVersion, 'nothing is applied yet').toBe(1);
  await tray(page).getByLabel('Reason for this edit').fill('Safety before speed');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByTestId('edit-frame')).toHaveCount(0);
  await expect(page.getByText('Version 2: 3 changes applied')).toBeVisible();
  expect((await readRun(api, id)).graphVersion).toBe(2);

  await refusedAndRebased(grace, api, id);

  // Undone from the history: the second edit takes nothing of the first with it.
  await page.getByRole('tab', { name: /History/ }).click();
  const history = page.getByTestId('edit-history');
  await expect(history.locator('[data-edit]')).toHaveCount(2);
  await history.getByRole('button', { name: 'Undo edit 3' }).click();
  const dialog = page.getByRole('dialog', { name: 'Undo edit 3?' });
  await expect(dialog).toContainText('Announce it goes away again.');
  await dialog.getByLabel('Reason').fill('Not this time');
  await dialog.getByRole('button', { name: 'Undo edit 3' }).click();
  await expect(history.locator('[data-edit="4"]')).toContainText('undo of edit 3');
  await expect(history.locator('[data-edit="3"]')).toContainText('undone by edit 4');

  // The run goes on, along what is left.
  model.release('survey', 0);
  await expect.poll(async () => (await readRun(api, id)).status, { timeout: 60_000 }).toBe('SUCCEEDED');
  const { tasks } = await readRun(api, id);
  const review = tasks.find((each) => each.gate?.type === 'security_review');
  const branch = tasks.find((each) => each.branch);
  expect(Object.fromEntries(tasks.map(({ key, status }) => [key, status]))).toEqual({
    ...{ survey: 'SUCCEEDED', build: 'SUCCEEDED', more_tests: 'SUCCEEDED', ship_now: 'SKIPPED', release: 'SUCCEEDED' },
    ...{ [review?.key ?? '']: 'SUCCEEDED', [branch?.key ?? '']: 'SUCCEEDED' },
  });
  expect(review?.gate).toMatchObject({ verdict: 'pass', criteria: 'Nobody can take a berth that is not free.' });
  expect(branch?.branch).toMatchObject({ condition: 'artifact.test_coverage < 80', result: true });
  expect(model.calls.some(({ mark }) => mark === 'flyer' || mark === 'ship_now' || mark === 'announce')).toBe(false);

  // All of it stands in the history as pictures; what has run cannot be undone, and says so.
  await expect(history.locator('[data-edit]')).toHaveCount(3);
  await history.locator('[data-edit="2"] [data-edit-row]').click();
  const first = history.locator('[data-edit="2"]');
  await expect(first).toContainText('“Safety before speed”');
  await expect(first.getByRole('img', { name: 'The graph before edit 2' })).toBeVisible();
  await expect(first.getByRole('img', { name: 'The graph behind edit 2' })).toBeVisible();
  await expect(first).toContainText(/Cannot be undone: .+/);
  await expect(first.getByRole('button', { name: 'Undo edit 2' })).toHaveCount(0);
  const kept = await edits(api, id);
  expect(kept.map(({ version, actor, reason, undoOf }) => [version, actor, reason, undoOf])).toEqual([
    [4, 'user:ada@example.com', 'Not this time', 3],
    [3, 'user:grace@example.com', null, null],
    [2, 'user:ada@example.com', 'Safety before speed', null],
  ]);
  expect(faults.seen, "faults in the second operator's browser").toEqual([]);
  await other.close();
});

async function secondOperator(browser: Browser, product: Product) {
  const storageState = await login(product, { email: 'grace@example.com', name: 'Grace', role: 'operator' });
  const other = await browser.newContext({ storageState, baseURL: product.url, viewport: { width: 1440, height: 900 } });
  const faults = await watchFaults(other);
  // A refused edit is a failed request for the browser.
  faults.expect(/409/);
  return { other, faults, grace: await other.newPage() };
}

/** She began before the first edit was applied. */
async function refusedAndRebased(grace: Page, api: RunApi, id: string): Promise<void> {
  await expect(grace.getByText(/ada applied version 2/)).toBeVisible();
  const refused = grace.waitForResponse((answer) => answer.url().includes('edits.create'));
  await grace.keyboard.press('ControlOrMeta+Enter');
  await refused;
  const dialog = grace.getByRole('dialog', { name: 'The graph is at version 2; you began at 1' });
  await expect(dialog).toContainText('Nothing clashes: your changes fit onto theirs.');
  await expect(dialog.getByRole('img', { name: /Their changes and yours in one picture/ })).toBeVisible();
  await expect(dialog.getByRole('region', { name: 'Theirs' })).toContainText('“Safety before speed”');
  await dialog.getByRole('button', { name: 'Rebase and apply' }).click();
  await expect(grace.getByTestId('edit-frame')).toHaveCount(0);
  const { graphVersion, tasks } = await readRun(api, id);
  expect(graphVersion).toBe(3);
  expect(tasks.map(({ title }) => title)).toContain('Announce it');
  expect(tasks.map(({ title }) => title)).not.toContain('Print a flyer');
}

test('what runs is aborted only on a word, and what has finished runs again on a word', async ({ page, api, model }) => {
  const two = [
    task('survey', 'Survey the berths', 'project_manager'),
    task('chart', 'Chart', 'tech_lead'),
    task('build', 'Build the register', 'backend_engineer', ['chart']),
    task('release', 'Release', 'tech_lead', ['survey', 'build']),
  ];
  const id = await start(api, two);
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
  // The page's keys rest while a dialog is open, also while it closes.
  await expect(asked).toHaveCount(0);

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
