import { readFile } from 'node:fs/promises';
import type { RunDetail } from '@/lib/contracts/run';
import { expect, test } from './support/test';

test('a run becomes a workflow: words become an input, it is edited, started, and its run is seen', async ({ page, api }) => {
  const pier = `Pier ${Date.now() % 100_000}`;
  const { id } = await api.read<{ id: string }>('/runs', {
    method: 'POST',
    body: {
      goal: `Plan the berths of ${pier}`,
      tasks: [
        { key: 'survey', role: 'project_manager', prompt: `List the berths of ${pier}` },
        { key: 'rules', role: 'tech_lead', prompt: `Write the rules of ${pier}`, dependsOn: ['survey'] },
      ],
    },
  });
  const key = `berth-plan-${Date.now()}`;

  await test.step('save the run as a workflow', async () => {
    await page.goto(`/runs/${id}`);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Save as workflow…' }).click();
    await expect(page).toHaveURL(new RegExp(`/workflows/new\\?run=${id}`));
    await page.getByRole('textbox', { name: 'Title', exact: true }).fill('Berth plan');
    await expect(page.getByRole('textbox', { name: 'Key', exact: true })).toHaveValue('berth-plan');
    await page.getByRole('textbox', { name: 'Key', exact: true }).fill(key);
    await page.getByLabel('Words').fill(pier);
    await page.getByLabel('Name of the input').fill('pier');
    await page.getByRole('button', { name: 'Replace in 3 places' }).click();
    await expect(page.getByLabel('Goal')).toHaveValue('Plan the berths of {{inputs.pier}}');
    await page.getByRole('button', { name: /Create workflow/ }).click();
    await expect(page).toHaveURL(new RegExp(`/workflows/${key}$`));
    await expect(page.getByLabel('pier')).toHaveValue(pier);
  });

  await test.step('edit it as a file: what is wrong stands at its line, and what is written stands in the form', async () => {
    await page.keyboard.press('e');
    await page.getByRole('radio', { name: 'YAML' }).click();
    const file = page.getByLabel('Workflow in YAML');
    const text = await file.inputValue();
    await file.fill(text.replace('List the berths', 'List {{inputs.nothing}} the berths'));
    await expect(page.getByRole('button', { name: /^line \d+$/ })).toBeVisible();
    await expect(page.getByText('tasks.0.prompt')).toBeVisible();
    await page.getByRole('button', { name: /Save new version/ }).click();
    await expect(page).toHaveURL(/\/edit$/);
    await file.fill(text.replace('List the berths', 'List all berths'));
    await page.getByRole('radio', { name: 'Form' }).click();
    await page.getByRole('button', { name: /^survey/ }).click();
    await expect(page.getByLabel('Prompt')).toHaveValue('List all berths of {{inputs.pier}}');
    await page.getByRole('button', { name: /Save new version/ }).click();
    await expect(page.getByText('v2', { exact: true })).toBeVisible();
  });

  await test.step('the history shows what changed, and goes back', async () => {
    await page.getByRole('tab', { name: /^Versions/ }).click();
    await page.getByRole('radio', { name: 'File' }).click();
    await expect(page.getByRole('region', { name: 'Changes' })).toContainText('List all berths');
    await page.getByRole('button', { name: /^Version 1/ }).click();
    await page.getByRole('button', { name: 'Restore version 1' }).click();
    await expect(page.getByText('v3', { exact: true })).toBeVisible();
    await expect(page.getByText('Restored version 1')).toBeVisible();
  });

  await test.step('the file that is exported is imported again', async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export as YAML' }).click()]);
    const file = await readFile(await download.path(), 'utf8');
    await page.goto('/workflows/new?view=yaml');
    await page
      .getByLabel('Choose a YAML file')
      .setInputFiles({ name: 'copy.yaml', mimeType: 'text/yaml', buffer: Buffer.from(file.replace(key, `${key}-copy`)) });
    await page.getByRole('button', { name: /Create workflow/ }).click();
    await expect(page).toHaveURL(new RegExp(`/workflows/${key}-copy$`));
    const [one, two] = await Promise.all([key, `${key}-copy`].map((of) => api.read<Record<string, unknown>>(`/workflows/${of}`)));
    expect({ ...two, key: 0, version: 0, updatedAt: 0 }).toEqual({ ...one, key: 0, version: 0, updatedAt: 0 });
  });

  await test.step('start it: the form outlives a reload, a missing input is told at its field, the run is seen', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('w');
    await page.getByLabel('Search workflows').fill(key);
    await page.getByRole('link', { name: 'Berth plan' }).first().click();
    await page.getByLabel('pier').fill('the other pier');
    await page.reload();
    await expect(page.getByLabel('pier')).toHaveValue('the other pier');
    await page.getByLabel('Budget in US dollars').fill('much');
    await page.getByRole('button', { name: /Start run/ }).click();
    await expect(page.getByLabel('Budget in US dollars')).toBeFocused();
    await page.getByLabel('Budget in US dollars').fill('2');
    await page.keyboard.press('Control+Enter');
    await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}/);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Plan the berths of the other pier');
    await expect(page.getByRole('link', { name: `from ${key}` })).toBeVisible();
    const run = await api.read<RunDetail>(`/runs/${new URL(page.url()).pathname.split('/').at(-1)}`);
    expect(run).toMatchObject({ budgetUsd: 2, workflow: { key } });
  });
});

test('a schedule and a webhook are added, and the secret is shown once', async ({ page, api, faults }) => {
  const key = `triggered-${Date.now()}`;
  await api.read('/workflows', {
    method: 'POST',
    body: { key, goal: 'Plan {{inputs.pier}}', inputs: [{ name: 'pier', type: 'text', required: true }] },
  });
  await page.goto(`/workflows/${key}?tab=triggers`);
  await page.getByRole('button', { name: 'Add schedule' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('mornings');
  // The server refuses the schedule whose input is missing: that is part of the test.
  faults.expect(/422/);
  await dialog.getByLabel('Cron').fill('61 9 * * *');
  await expect(dialog.getByRole('alert')).toContainText('five fields');
  await dialog.getByLabel('Cron').fill('30 9 * * *');
  await dialog.getByLabel('Time zone').fill('Asia/Tokyo');
  await expect(dialog.getByText('Every day at 09:30')).toBeVisible();
  await dialog.getByRole('button', { name: 'Add schedule' }).click();
  await expect(dialog.getByText('is required')).toBeVisible();
  await dialog.getByLabel('pier').fill('east');
  await dialog.getByRole('button', { name: 'Add schedule' }).click();
  await expect(page.getByRole('region', { name: 'Schedules' })).toContainText('mornings');
  await page.getByRole('button', { name: 'Add webhook' }).click();
  await dialog.getByLabel('Name').fill('ci');
  await dialog.getByRole('button', { name: 'Add webhook' }).click();
  await expect(dialog.getByText(/^whsec_/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Done, I have it' }).click();
  await expect(page.getByText(/^whsec_/)).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Webhooks' })).toContainText('/api/hooks/');
});

test('what was typed outlives a save by somebody else, and an accidental way out', async ({ page, api, faults }) => {
  const key = `contested-${Date.now()}`;
  await api.read('/workflows', { method: 'POST', body: { key, goal: 'Plan the pier' } });
  await page.goto(`/workflows/${key}/edit`);
  await page.getByLabel('Goal').fill('Plan both piers');
  await api.read(`/workflows/${key}`, { method: 'PUT', body: { goal: 'Plan the quay', baseVersion: 1 } });
  // The server refuses the older version: that is part of the test.
  faults.expect(/409/);
  await page.getByRole('button', { name: /Save new version/ }).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('Somebody saved version 2 while you edited version 1');
  await page.getByRole('link', { name: 'Runs', exact: true }).first().click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Keep' }).click();
  await expect(page.getByLabel('Goal')).toHaveValue('Plan both piers');
  await page.getByRole('button', { name: 'Save mine as version 3' }).click();
  await expect(page).toHaveURL(new RegExp(`/workflows/${key}$`));
  expect(await api.read<object>(`/workflows/${key}`)).toMatchObject({ goal: 'Plan both piers', version: 3 });
});
