import type { Page } from '@playwright/test';
import type { RunDetail } from '@/lib/contracts/run';
import type { TaskDetail } from '@/lib/contracts/task';
import type { RunApi } from './support/run-api';
import { STEERED } from './support/steered-model';
import { expect, test } from './support/test';

test.use({ env: { OPENAI_BASE_URL: STEERED, SIGNALBOX_LEASE_SECONDS: '5' } });

const TASKS = [
  { key: 'survey', role: 'project_manager', prompt: '[survey] List the berths.' },
  { key: 'report', role: 'tech_lead', prompt: '[report] Write it up.', dependsOn: ['survey'] },
];
test.beforeEach(({ model }) => model.reset(['survey', 'report']));

async function openRun(page: Page, api: RunApi, body: object): Promise<string> {
  const { id } = await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal: 'Berths under control', tasks: TASKS, ...body } });
  await page.goto(`/runs/${id}`);
  return id;
}
const status = (page: Page) => page.locator('h1 + *');
const node = (page: Page, key: string) => page.locator(`[data-testid=task-node][data-task=${key}]`);

test('pause lets the call in flight end and keeps its turn, resume goes on from there', async ({ page, api, model }) => {
  model.hold('survey', 1);
  const id = await openRun(page, api, {});
  await expect.poll(() => model.calls.length).toBe(2);
  await expect(node(page, 'survey')).toHaveAttribute('data-state', 'running');
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(status(page)).toHaveText('Paused');
  await expect(page.getByText('Calls in flight end; no new one starts until you resume.')).toBeVisible();
  model.release('survey', 1);
  await expect(node(page, 'survey')).toHaveAttribute('data-state', 'ready');
  const survey = await api.read<TaskDetail>(`/runs/${id}/tasks/survey`);
  expect(survey.turnList.map((turn) => turn.turn)).toEqual([1, 2]);
  expect(model.calls, 'no new call started').toHaveLength(2);

  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(status(page)).toHaveText('Succeeded');
  const after = await api.read<TaskDetail>(`/runs/${id}/tasks/survey`);
  expect(after.turnList.slice(0, 2)).toEqual(survey.turnList);
  expect(model.calls.map((call) => `${call.mark} ${call.answers}`)).toEqual([
    'survey 0',
    'survey 1',
    'survey 2',
    'report 0',
    'report 1',
    'report 2',
  ]);
});

test('cancel asks first, then aborts the call in flight', async ({ page, api, model }) => {
  model.hold('survey', 0);
  const id = await openRun(page, api, {});
  await expect(node(page, 'survey')).toHaveAttribute('data-state', 'running');
  await page.getByRole('button', { name: 'Cancel run' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Cancel this run?' });
  await expect(dialog).toContainText('cannot be undone');
  await dialog.getByRole('button', { name: 'Keep' }).click();
  await expect(dialog).toBeHidden();
  await expect(status(page)).toHaveText('Running');
  await page.getByRole('button', { name: 'Cancel run' }).click();
  await dialog.getByRole('button', { name: 'Cancel run' }).click();
  await expect(status(page)).toHaveText('Cancelled');
  for (const key of ['survey', 'report']) await expect(node(page, key)).toHaveAttribute('data-state', 'cancelled');
  await expect(page.getByRole('button', { name: /^(Pause|Resume|Cancel run)$/ })).toHaveCount(0);
  expect((await api.read<RunDetail>(`/runs/${id}`)).status).toBe('CANCELLED');
  expect(model.calls).toHaveLength(1);
});

test('a run stops at its budget; with a higher one it goes on', async ({ page, api, model }) => {
  const id = await openRun(page, api, { budgetUsd: 0.0001 });
  await expect(status(page)).toHaveText('Paused: budget');
  expect(model.calls, 'one call, then none').toHaveLength(1);
  await expect(page.getByText('Raise it, then resume.')).toBeVisible();
  await page.getByRole('button', { name: 'Raise budget' }).click();
  const dialog = page.getByRole('dialog', { name: 'Budget' });
  const field = dialog.getByLabel('Budget in US dollars');
  await field.fill('-3');
  await dialog.getByRole('button', { name: 'Save and resume' }).click();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveValue('-3');
  await field.fill('2.50');
  await dialog.getByRole('button', { name: 'Save and resume' }).click();
  await expect(status(page)).toHaveText('Succeeded');
  await expect(page.getByText('of $2.50')).toBeVisible();
  expect((await api.read<RunDetail>(`/runs/${id}`)).spentUsd).toBeGreaterThan(0.0001);
});
