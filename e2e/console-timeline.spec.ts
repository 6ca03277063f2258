import type { Page } from '@playwright/test';
import type { CheckpointView } from '@/lib/contracts/checkpoint';
import type { RunDetail } from '@/lib/contracts/run';
import type { RunApi } from './support/run-api';
import { STEERED } from './support/steered-model';
import { expect, test } from './support/test';

test.use({ env: { OPENAI_BASE_URL: STEERED } });

const TASKS = [
  { key: 'survey', title: 'Survey', role: 'project_manager', prompt: '[survey] List the berths.', phase: 'Look' },
  { key: 'plan', title: 'Plan', role: 'tech_lead', prompt: '[plan] Plan them.', dependsOn: ['survey'], phase: 'Make' },
  { key: 'report', title: 'Report', role: 'tech_lead', prompt: '[report] Write it up.', dependsOn: ['plan'], phase: 'Make' },
];
test.beforeEach(({ model }) => model.reset(['survey', 'plan', 'report']));

async function endedRun(api: RunApi): Promise<string> {
  const { id } = await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal: 'Berths over time', tasks: TASKS } });
  await untilSucceeded(api, id);
  return id;
}
const untilSucceeded = (api: RunApi, id: string) =>
  expect.poll(async () => (await api.read<RunDetail>(`/runs/${id}`)).status, { timeout: 60_000 }).toBe('SUCCEEDED');

const lane = (page: Page, key: string) => page.locator(`[data-task-lane=${key}]`);
const box = (page: Page, key: string) => page.locator(`[data-past-task=${key}]`);
const flag = (page: Page) => page.getByTestId('playhead-flag');

/** Where the bar of a task ends, in pixels of the page. */
async function endOfBar(page: Page, key: string): Promise<number> {
  const bar = page.locator(`[data-lane=${key}] [data-bar=succeeded]`);
  const { x = 0, width = 0 } = (await bar.boundingBox()) ?? {};
  return x + width;
}

test('the past is looked at, gone back to, branched from and compared', async ({ page, api, model }) => {
  test.setTimeout(180_000);
  const id = await endedRun(api);
  await page.goto(`/runs/${id}?view=timeline`);
  await expect(flag(page)).toHaveText('now');
  await expect(page.locator('[data-lane] [data-bar=succeeded]')).toHaveCount(3);

  // Dragged to just before the plan was done: the graph shows that moment.
  const [fromX, toX] = [await endOfBar(page, 'report'), (await endOfBar(page, 'plan')) - 3];
  const y = (await flag(page).boundingBox())?.y ?? 0;
  await page.mouse.move(fromX, y + 9);
  await page.mouse.down();
  await page.mouse.move((fromX + toX) / 2, y + 9);
  await page.mouse.move(toX, y + 9);
  await page.mouse.up();
  await expect(box(page, 'survey')).toHaveAttribute('data-state', 'succeeded');
  await expect(box(page, 'plan')).toHaveAttribute('data-state', 'running');
  await expect(box(page, 'report')).toHaveAttribute('data-state', 'pending');
  await expect(lane(page, 'plan')).toHaveAttribute('data-state', 'running');
  await expect(page).toHaveURL(/at=\d+/);

  // By keys: event by event, and back.
  const at = Number(new URL(page.url()).searchParams.get('at'));
  await page.keyboard.press('ArrowLeft');
  await expect(flag(page)).toContainText(`#${at - 1}`);
  await page.keyboard.press('ArrowRight');
  await expect(flag(page)).toContainText(`#${at}`);

  // A checkpoint by hand, there.
  await page.keyboard.press('c');
  const naming = page.getByRole('dialog', { name: /Checkpoint at/ });
  await naming.getByLabel('Label').fill('before the plan was done');
  await naming.getByRole('button', { name: 'Make checkpoint' }).click();
  await expect(page.getByRole('button', { name: /^Checkpoint before the plan was done/ })).toBeVisible();

  // Rewound: the survey is not asked again, the rest is.
  const before = model.calls.filter(({ mark }) => mark === 'survey').length;
  await page.getByRole('button', { name: 'Rewind to here' }).click();
  const rewinding = page.getByRole('dialog', { name: /^Rewind to/ });
  await expect(rewinding).toContainText('1 of 3 tasks stay done and are not paid again');
  await expect(rewinding).toContainText('kept as a checkpoint first');
  await rewinding.getByRole('button', { name: 'Rewind run' }).click();
  await expect(rewinding).toBeHidden();
  await expect(flag(page)).toHaveText('now');
  await untilSucceeded(api, id);
  expect(model.calls.filter(({ mark }) => mark === 'survey')).toHaveLength(before);
  await expect(page.locator('[data-mark="run.rewound"]')).toHaveCount(1);
  await expect(page.locator('[data-lane=report] [data-bar=succeeded]')).toHaveCount(2);
  const { items } = await api.read<{ items: CheckpointView[] }>(`/runs/${id}/checkpoints`);
  expect(items.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['manual', 'rewind']));

  // Forked from the same checkpoint with another prompt for the last task.
  await page.getByRole('button', { name: /^Checkpoints \d/ }).click();
  await page.getByRole('button', { name: 'More about before the plan was done' }).click();
  await page.getByRole('menuitem', { name: 'Fork from it…' }).click();
  const forking = page.getByRole('dialog', { name: /^Fork from/ });
  await forking.getByRole('combobox', { name: 'Edit a task before it starts' }).click();
  await page.getByRole('option', { name: 'Report' }).click();
  await forking.getByLabel('Prompt').fill('[report] Write it up in verse.');
  await forking.getByRole('button', { name: 'Fork run' }).click();
  await expect(page).not.toHaveURL(new RegExp(id));
  const forkId = /runs\/([0-9a-f-]+)/.exec(page.url())?.[1] ?? '';
  await untilSucceeded(api, forkId);
  expect(
    model.calls.filter(({ mark }) => mark === 'survey'),
    'what was inherited is not asked again',
  ).toHaveLength(before);

  // Compared with where it came from: they part where the prompt was edited.
  await page.goto(`/compare?left=run:${id}&right=run:${forkId}`);
  await expect(page.getByTestId('first-divergence')).toContainText('Report');
  await page.getByRole('button', { name: 'Show it' }).click();
  const row = page.locator('[data-compared-task=report]');
  await expect(row).toContainText('[report] Write it up in verse.');
  await expect(page.locator('[data-compared-task=survey]')).toHaveCount(0);
});

test('a phone shows the timeline with its playhead', async ({ page, api }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const id = await endedRun(api);
  await page.goto(`/runs/${id}?view=timeline&at=2`);
  await expect(flag(page)).toContainText('#2');
  await expect(lane(page, 'survey')).toHaveAttribute('data-state', 'running');
  await page.getByRole('button', { name: 'Fork from here' }).click();
  const dialog = page.getByRole('dialog', { name: /^Fork from/ });
  await expect(dialog.getByRole('button', { name: 'Fork run' })).toBeInViewport();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});

test('a run that goes on grows, and stays at the present', async ({ page, api, model }) => {
  model.hold('survey', 1);
  const { id } = await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal: 'Berths at work', tasks: TASKS } });
  await page.goto(`/runs/${id}?view=timeline`);
  await expect(page.locator('[data-lane=survey] [data-bar=running]')).toHaveCount(1);
  await page.keyboard.press('l');
  await expect(page.getByRole('button', { name: 'Follow' })).toHaveAttribute('aria-pressed', 'true');
  model.release('survey', 1);
  await expect(page.locator('[data-lane=report] [data-bar=succeeded]')).toHaveCount(1, { timeout: 30_000 });
  await expect(flag(page)).toHaveText('now');
  await page.keyboard.press('0');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('One event back');
});
