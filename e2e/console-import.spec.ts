import type { CheckpointView } from '@/lib/contracts/checkpoint';
import type { RunDetail } from '@/lib/contracts/run';
import { expect, test } from './support/test';

const TASKS = [
  { key: 'survey', role: 'tech_lead', prompt: 'Survey the berths.' },
  { key: 'report', role: 'tech_lead', prompt: 'Write it down.', dependsOn: ['survey'] },
];

test('a checkpoint is exported from its list and imported beside what was typed for a new run', async ({ page, api, faults }) => {
  faults.expect(/422/);
  const { id } = await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal: 'Berths to keep', tasks: TASKS } });
  await expect.poll(async () => (await api.read<RunDetail>(`/runs/${id}`)).status, { timeout: 30_000 }).toBe('SUCCEEDED');
  await api.read<CheckpointView>(`/runs/${id}/checkpoints`, { method: 'POST', body: { label: 'At first', seq: 1 } });

  await page.goto(`/runs/${id}?view=timeline`);
  await page.getByRole('button', { name: /^Checkpoints \d/ }).click();
  await page.getByRole('button', { name: 'More about At first' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'Export as a file' }).click()]);
  const file = await download.path();

  await page.goto('/runs/new');
  await page.getByLabel('Goal').fill('Half of a thought');
  await page.getByRole('button', { name: 'Import checkpoint' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import a checkpoint' });
  const chooser = dialog.getByLabel('File of a checkpoint');
  await expect(dialog.getByRole('button', { name: 'Import', exact: true })).toBeDisabled();
  await chooser.setInputFiles({ name: 'letter.gz', mimeType: 'application/gzip', buffer: Buffer.from('Dear harbour master') });
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog.getByText('The file is not a whole gzip file.')).toBeVisible();
  await expect(dialog.getByText('letter.gz')).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByLabel('Goal')).toHaveValue('Half of a thought');

  await page.getByRole('button', { name: 'Import checkpoint' }).click();
  await chooser.setInputFiles(file);
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
  expect(page.url()).not.toContain(id);
  const imported = page.url().split('/').at(-1);
  expect(await api.read<RunDetail>(`/runs/${imported}`)).toMatchObject({ status: 'PAUSED', goal: 'Berths to keep' });
  await expect(page.getByRole('heading', { name: 'Berths to keep' })).toBeVisible();
});
