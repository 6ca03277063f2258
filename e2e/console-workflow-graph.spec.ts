import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import type { RunDetail } from '@/lib/contracts/run';
import type { WorkflowView } from '@/lib/contracts/workflow';
import { expect, test } from './support/test';

const node = (page: Page, key: string) => page.locator(`[data-testid=edit-node][data-task=${key}]`);

test('a workflow is edited as a graph, compared, exported, and a run of it follows the new graph', async ({ page, api }) => {
  const key = `drawn-${Date.now()}`;
  await api.read('/workflows', {
    method: 'POST',
    body: {
      key,
      title: 'Drawn berths',
      goal: 'Plan the berths of {{inputs.pier}}',
      inputs: [{ name: 'pier', type: 'text', default: 'east' }],
      tasks: [
        { key: 'survey', role: 'tech_lead', prompt: 'List the berths of {{inputs.pier}}' },
        { key: 'rules', role: 'tech_lead', prompt: 'Write the rules', dependsOn: ['survey'] },
      ],
    },
  });
  const read = () => api.read<WorkflowView>(`/workflows/${key}`);

  await test.step('a gate is put on the edge by keys, undone, done again, and a prompt is changed', async () => {
    await page.goto(`/workflows/${key}/edit`);
    await page.getByRole('radio', { name: 'Graph' }).click();
    await expect(node(page, 'rules')).toBeVisible();
    await node(page, 'survey').click();
    const panel = page.getByTestId('edit-panel');
    await expect(panel.getByLabel('Prompt')).toHaveValue('List the berths of {{inputs.pier}}');
    await panel.getByLabel('Prompt').fill('List all berths of {{inputs.pier}}');
    await expect(node(page, 'survey')).toHaveAttribute('data-mark', 'changed');
    await page.getByRole('button', { name: 'Close the panel' }).click();
    await page.getByTestId('run-editor').focus();
    await page.keyboard.press(']');
    await page.keyboard.press('g');
    await expect(node(page, 'code_review')).toBeVisible();
    await page.getByRole('button', { name: /^Undo/ }).click();
    await expect(node(page, 'code_review')).toHaveCount(0);
    await page.getByRole('button', { name: /^Redo/ }).click();
    await node(page, 'code_review').click();
    await panel.getByLabel('Gate type').click();
    await page.getByRole('option', { name: /person/i }).click();
    await expect(panel.getByLabel('What the person is to look at')).toBeVisible();
  });

  await test.step('what was drawn stands in the form and in the file', async () => {
    await page.getByRole('radio', { name: 'Form' }).click();
    await page.getByRole('region', { name: 'Task code_review' }).getByRole('button').first().click();
    await page.getByLabel('Criteria').fill('Are all berths there?');
    await page.getByRole('radio', { name: 'YAML' }).click();
    await expect(page.getByLabel('Workflow in YAML')).toHaveValue(/kind: gate[\s\S]*criteria: Are all berths there\?/);
    await page.getByRole('radio', { name: 'Graph' }).click();
    await expect(node(page, 'code_review')).toBeVisible();
  });

  await test.step('a prompt that nobody wrote is asked for before it is saved', async () => {
    await node(page, 'rules').click();
    await page.getByTestId('run-editor').focus();
    await page.keyboard.press('n');
    await expect(node(page, 'new_task')).toBeVisible();
    await page.getByRole('button', { name: /Save new version/ }).click();
    await expect(page.getByText(/^new_task, prompt:/)).toBeVisible();
    await page.getByTestId('edit-panel').getByLabel('Prompt').fill('Print {{inputs.pier}}');
    await page.getByRole('button', { name: /Save new version/ }).click();
    await expect(page.getByText('v2', { exact: true })).toBeVisible();
    expect((await read()).tasks).toMatchObject([
      { key: 'survey', prompt: 'List all berths of {{inputs.pier}}' },
      { key: 'rules', dependsOn: ['code_review'], prompt: 'Write the rules' },
      { key: 'code_review', kind: 'gate', dependsOn: ['survey'], gate: { type: 'human', criteria: 'Are all berths there?' } },
      { key: 'new_task', dependsOn: ['rules'], prompt: 'Print {{inputs.pier}}' },
    ]);
  });

  await test.step('the versions are compared as pictures and in words', async () => {
    await page.getByRole('tab', { name: /^Versions/ }).click();
    const changes = page.getByRole('list', { name: 'Changes in words' });
    await expect(changes).toContainText('gate: person’s word');
    await expect(changes).toContainText('prompt rewritten');
    await expect(page.locator('g[data-task=code_review][data-mark=added]')).toBeVisible();
    await expect(page.locator('g[data-task=survey][data-mark=changed]').first()).toBeVisible();
    await page.getByLabel('Compare with').click();
    await page.getByRole('option', { name: 'Version 2' }).click();
    await expect(page.getByText('Nothing changed.')).toBeVisible();
  });

  await test.step('the file names its schema, which is open to read', async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export as YAML' }).click()]);
    const [first = ''] = (await readFile(await download.path(), 'utf8')).split('\n');
    const address = /^# yaml-language-server: \$schema=(\S+)$/.exec(first)?.[1] ?? '';
    const answer = await fetch(address);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ title: 'Signalbox workflow', required: ['key', 'goal'] });
  });

  await test.step('a run of it waits for the person that the gate asks', async () => {
    await page.getByRole('tab', { name: 'Start' }).click();
    await page.getByRole('button', { name: /Start run/ }).click();
    await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}/);
    const id = new URL(page.url()).pathname.split('/').at(-1);
    const gate = async () => (await api.read<RunDetail>(`/runs/${id}`)).tasks.find((task) => task.key === 'code_review')?.waitingFor;
    await expect.poll(gate, { timeout: 60_000 }).toBe('decision');
  });
});
