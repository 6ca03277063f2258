import type { Page } from '@playwright/test';
import type { RunDetail } from '@/lib/contracts/run';
import type { RunApi } from './support/run-api';
import { STEERED } from './support/steered-model';
import { expect, test } from './support/test';

test.use({ env: { OPENAI_BASE_URL: STEERED, SIGNALBOX_LEASE_SECONDS: '5' } });

const PHASED = [
  { key: 'survey', role: 'project_manager', prompt: '[survey] List the berths.', phase: 'Look' },
  { key: 'depths', role: 'tech_lead', prompt: '[depths] Measure.', phase: 'Look', dependsOn: ['survey'] },
  { key: 'report', role: 'tech_lead', prompt: '[report] Write it up.', phase: 'Write', dependsOn: ['depths'] },
  { key: 'review', role: 'code_reviewer', prompt: '[review] Read it.', phase: 'Write', dependsOn: ['report'] },
];
test.beforeEach(({ model }) => model.reset(['survey', 'depths', 'report', 'review']));

const node = (page: Page, key: string) => page.locator(`[data-testid=task-node][data-task=${key}]`);
const drawer = (page: Page) => page.getByTestId('task-drawer');

async function start(api: RunApi, body: object, until?: string): Promise<string> {
  const { id } = await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal: 'Berths on a page', tasks: PHASED, ...body } });
  if (until) await expect.poll(async () => (await api.read<RunDetail>(`/runs/${id}`)).status, { timeout: 40_000 }).toBe(until);
  return id;
}

test('why a task failed is read within three clicks of the list', async ({ page, api, model }) => {
  model.fail('depths', 0, 400);
  const goal = `A run that fails ${Date.now()}`;
  await start(api, { goal }, 'FAILED');
  await page.goto('/runs');
  await page.getByRole('link', { name: goal }).click();
  await page.getByRole('button', { name: '1 failed' }).click();
  const failure = drawer(page).getByRole('region', { name: 'Failure' }).first();
  await expect(failure).toContainText('The model endpoint rejected the request');
  await expect(failure).toContainText('steered refusal');
  await expect(page).toHaveURL(/task=depths/);

  // The same by key, from another tab of the page.
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: /Events/ }).click();
  await page.keyboard.press('f');
  await expect(drawer(page)).toContainText('steered refusal');
});

test('groups close to boxes with counts, and open by a press or by key', async ({ page, api }) => {
  const id = await start(api, {}, 'SUCCEEDED');
  await page.goto(`/runs/${id}`);
  await expect(node(page, 'report')).toBeVisible();
  await page.keyboard.press('c');
  const boxes = page.getByTestId('group-node');
  await expect(boxes).toHaveCount(2);
  await expect(boxes.first()).toContainText('Look');
  await expect(boxes.first().locator('[data-state=succeeded]')).toHaveAttribute('data-count', '2');
  await expect(page.getByTestId('task-node')).toHaveCount(0);
  await page.reload();
  await expect(boxes, 'remembered').toHaveCount(2);
  await boxes.first().click();
  await expect(node(page, 'survey')).toBeVisible();
  await expect(boxes).toHaveCount(1);
  await page.keyboard.press('c');
  await expect(boxes).toHaveCount(2);
  await page.keyboard.press('Enter');
  await expect(node(page, 'depths')).toBeVisible();

  // A link to a task inside a closed group opens the group.
  await page.goto(`/runs/${id}?task=review`);
  await expect(node(page, 'review')).toBeVisible();
  await page.getByRole('button', { name: /^Groups/ }).click();
  await page.getByRole('menuitem', { name: 'Open all groups' }).click();
  await expect(page.getByTestId('task-node')).toHaveCount(4);
});

test('two attempts stand side by side, and a link opens them again', async ({ page, api, model, context }) => {
  model.fail('survey', 1, 500, 1);
  const id = await start(api, {}, 'SUCCEEDED');
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`/runs/${id}?task=survey&tab=attempts`);
  await drawer(page).getByRole('button', { name: 'Compare attempts' }).click();
  const dialog = page.getByRole('dialog', { name: /Attempts of/ });
  await expect(dialog.getByRole('row', { name: /Outcome/ })).toContainText('Failed');
  await expect(dialog.getByRole('row', { name: /Outcome/ })).toContainText('Succeeded');
  await expect(dialog.getByRole('row', { name: /^Failure/ })).toContainText('The model endpoint failed');
  await expect(dialog.getByRole('row', { name: /^Tools/ })).toContainText('write_artifact');
  await expect(dialog.getByRole('region', { name: 'Answer' })).toContainText('Now I write it down.');
  await expect(page).toHaveURL(/attempts=1(~|%7E)2/);
  await page.reload();
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  await drawer(page).getByRole('tab', { name: 'Prompt' }).click();
  await drawer(page).getByRole('button', { name: 'Copy…' }).click();
  await page.getByRole('menuitem', { name: 'Copy link' }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await context.newPage();
  await other.goto(link);
  await expect(drawer(other).getByRole('tab', { name: 'Prompt' })).toHaveAttribute('aria-selected', 'true');
  await expect(drawer(other)).toHaveAttribute('aria-label', 'Task Survey');
});

test('a transcript is searched, and the log is narrowed in the URL', async ({ page, api }) => {
  const id = await start(api, {}, 'SUCCEEDED');
  await page.goto(`/runs/${id}?task=report`);
  await drawer(page).getByLabel('Search this transcript').fill('LIFEBOAT');
  const found = drawer(page).getByRole('list', { name: 'Found' }).getByRole('button');
  await expect(found.filter({ hasText: 'arguments' })).toBeVisible();
  await found.filter({ hasText: 'arguments' }).click();
  await expect(drawer(page).getByTestId('transcript').getByText('Berth K-07').first()).toBeVisible();

  await page.goto(`/runs/${id}?view=events`);
  const log = page.getByTestId('event-log');
  await expect(log).toContainText('Run succeeded');
  await page.getByLabel('Filter events by words').fill('artifact.written report');
  await expect(log.getByRole('button', { name: /^Details of event/ })).toHaveCount(1);
  await expect(page).toHaveURL(/q=artifact.written/);
  await page.reload();
  await expect(log.getByRole('button', { name: /^Details of event/ })).toHaveCount(1);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('combobox', { name: 'Actor' }).click();
  await page.getByRole('option', { name: 'Tokens' }).click();
  await expect(log).toContainText('Run created with 4 tasks');
  await expect(log.getByRole('button', { name: /^Details of event/ })).toHaveCount(1);
});

test('a plan is reviewed: edited, refused where it is wrong, and started', async ({ page, api, model }) => {
  const id = await start(api, { reviewPlan: true });
  await page.goto(`/runs/${id}`);
  const banner = page.getByRole('region', { name: 'Plan review' });
  await expect(banner).toContainText('4 tasks in 4 steps');
  await banner.getByRole('button', { name: 'Edit plan' }).click();
  const editor = page.getByTestId('plan-review');
  await editor.getByRole('button', { name: 'review code reviewer' }).click();
  await editor.getByLabel('Prompt').fill('');
  await expect(editor.getByLabel('Prompt')).toHaveAttribute('aria-invalid', 'true');
  await expect(editor.getByRole('button', { name: 'Save and start' })).toBeDisabled();
  await editor.getByLabel('Prompt').fill('[review] Read it twice.');
  await page.reload();
  await editor.getByRole('button', { name: 'review code reviewer' }).click();
  await expect(editor.getByLabel('Prompt'), 'what was typed outlives a reload').toHaveValue('[review] Read it twice.');
  await editor.getByRole('button', { name: 'report tech lead' }).click();
  await editor.getByRole('button', { name: 'Remove' }).click();
  const asked = page.getByRole('alertdialog');
  await expect(asked).toContainText('1 task waits for it: review. They will wait for depths instead.');
  await asked.getByRole('button', { name: 'Remove task' }).click();
  await expect(editor.getByTestId('plan-graph').locator('[data-task]')).toHaveCount(3);
  expect(model.calls, 'nothing starts before it is approved').toHaveLength(0);
  await editor.getByRole('button', { name: 'Save and start' }).click();
  await expect(page.locator('h1 + *')).toHaveText('Succeeded', { timeout: 30_000 });
  const run = await api.read<RunDetail>(`/runs/${id}`);
  expect(run.tasks.map((task) => [task.key, task.dependsOn])).toEqual([
    ['survey', []],
    ['depths', ['survey']],
    ['review', ['depths']],
  ]);
  expect(JSON.stringify(model.calls.find((call) => call.mark === 'review')?.body.messages)).toContain('Read it twice.');
});

test('somebody else saved the plan meanwhile: nothing typed is lost', async ({ page, api, faults }) => {
  faults.expect(/409/);
  const id = await start(api, { reviewPlan: true });
  await page.goto(`/runs/${id}?edit=plan`);
  const editor = page.getByTestId('plan-review');
  await editor.getByLabel('Prompt').fill('[survey] Mine.');
  const tasks = PHASED.map((task) => ({ ...task, prompt: `${task.prompt} Theirs.` }));
  await api.read(`/runs/${id}/plan`, { method: 'PUT', body: { baseVersion: 1, tasks } });
  await editor.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(editor.getByRole('alert')).toContainText('Somebody saved version 2');
  await expect(editor.getByLabel('Prompt')).toHaveValue('[survey] Mine.');
  await editor.getByRole('button', { name: 'Save mine over it' }).click();
  await expect(editor).toContainText('As saved');
  const plan = await api.read<{ version: number; tasks: { prompt: string }[] }>(`/runs/${id}/plan`);
  expect([plan.version, plan.tasks[0]?.prompt]).toEqual([3, '[survey] Mine.']);
});

test('a run of a thousand tasks opens, and one of them is found', async ({ page, api, faults }) => {
  test.setTimeout(90_000);
  const tasks = Array.from({ length: 1_000 }, (_, index) => ({
    key: `t${index}`,
    title: `Berth ${index}`,
    role: 'tech_lead',
    prompt: 'x',
    phase: `Pier ${Math.floor(index / 100)}`,
    dependsOn: index < 25 ? [] : [`t${index - 25}`],
  }));
  const id = await start(api, { tasks, reviewPlan: true });
  const from = Date.now();
  await page.goto(`/runs/${id}`);
  await expect(page.getByTestId('run-graph')).toBeVisible();
  await expect(page.getByTestId('task-node').first()).toBeVisible();
  expect(Date.now() - from, 'far from the target only where something is broken').toBeLessThan(10_000);
  await page.keyboard.press('/');
  await page.getByLabel('Find a task').fill('Berth 777');
  await page.keyboard.press('Enter');
  await expect(drawer(page)).toHaveAttribute('aria-label', 'Task Berth 777');
  await expect(node(page, 't777')).toBeInViewport();
  await page.keyboard.press('c');
  await expect(page.getByTestId('group-node')).toHaveCount(1);
  await expect(page.getByTestId('group-node')).toContainText('Pier 7');
  expect(faults.seen).toEqual([]);
});
