import { readFile } from 'node:fs/promises';
import { strFromU8, unzipSync } from 'fflate';
import type { RunDetail } from '@/lib/contracts/run';
import { DOCUMENTS, GOAL } from './support/documents';
import { MOCK_LLM } from './support/mock-llm';
import { expect, test } from './support/test';

const MODEL = 'marina-llm-1';
test.use({
  env: { OPENAI_BASE_URL: MOCK_LLM, SIGNALBOX_MODEL_ECONOMY: MODEL, SIGNALBOX_MODEL_STANDARD: MODEL, SIGNALBOX_MODEL_PREMIUM: MODEL },
});

const WRONG = `- key: survey
  role: project_manager
  prompt: List every berth with its depth.
- key: rules
  role: harbour_master
  dependsOn: [survay]
  prompt: Write the rules down.
`;
const RIGHT = WRONG.replace('harbour_master', 'tech_lead').replace('survay', 'survey');

test('a plan of one’s own runs on a server that knows nothing but plain text', async ({ page, api }) => {
  await page.goto('/runs/new');
  await page.getByLabel('Goal').fill(GOAL);
  await page.getByLabel('Add documents').setInputFiles(DOCUMENTS.map((document) => document.path));
  await page.getByRole('radio', { name: /My own plan/ }).click();
  const plan = page.getByLabel('Plan in YAML');

  await test.step('a wrong plan is told where it is wrong, and stays', async () => {
    await plan.fill(WRONG);
    await expect(page.getByRole('button', { name: 'line 5' })).toBeVisible();
    await expect(page.getByText('tasks.1.role')).toBeVisible();
    await page.getByRole('button', { name: /Start run/ }).click();
    await expect(plan).toBeFocused();
    await expect(page).toHaveURL(/\/runs\/new$/);
    await plan.fill(WRONG.replace('harbour_master', 'tech_lead'));
    await expect(page.getByRole('button', { name: 'line 6' })).toBeVisible();
    await expect(page.getByText('tasks.1.dependsOn.0')).toBeVisible();
    await page.reload();
    await expect(plan).toHaveValue(WRONG.replace('harbour_master', 'tech_lead'));
    await expect(page.getByLabel('Goal')).toHaveValue(GOAL);
  });

  await test.step('the right one runs to its end', async () => {
    await plan.fill(RIGHT);
    await expect(page.getByRole('region', { name: 'Preview' })).toContainText('2 tasks in 2 steps');
    for (const { name } of DOCUMENTS) await expect(page.getByLabel(`Type of ${name}`)).toBeVisible();
    await page.getByRole('button', { name: /Start run/ }).click();
    await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}/);
    await expect(page.locator('h1 + *')).toHaveText('Succeeded', { timeout: 30_000 });
    await expect(page.getByText('offline model')).toHaveCount(0);
    await expect(page.getByText(/2 unpriced calls/)).toBeVisible();
  });

  await test.step('a price that nobody knows is not zero', async () => {
    await page.locator('[data-testid=task-node][data-task=rules]').click();
    const drawer = page.getByTestId('task-drawer');
    await expect(drawer.getByRole('article', { name: 'Turn 1' })).toContainText('unpriced');
    await drawer.getByRole('tab', { name: 'Cost' }).click();
    await expect(drawer.getByText('unpriced', { exact: true })).toBeVisible();
    await expect(drawer.getByText('No turn has a known price')).toBeVisible();
    await expect(drawer.getByRole('cell', { name: MODEL })).toBeVisible();
  });

  await test.step('its text is the artifact, all of it in the zip', async () => {
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    const run = await api.read<RunDetail>(`/runs/${id}`);
    expect(run).toMatchObject({ unpricedCalls: 2, offlineModel: false });
    await page
      .getByRole('tab', { name: /^Artifacts/ })
      .first()
      .click();
    const [all] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download all as zip' }).click()]);
    const files = Object.entries(unzipSync(new Uint8Array(await readFile(await all.path())))).map(([name, bytes]) => ({
      name,
      text: strFromU8(bytes),
    }));
    for (const { name, content } of DOCUMENTS) expect(files).toContainEqual({ name: `inputs/${name}`, text: content });
    for (const { key } of run.tasks) {
      const written = files.filter((file) => file.name.startsWith(`${key}/`));
      expect(written, key).toHaveLength(1);
      for (const fact of ['K-07,East,16.0,3.4,63A,RNLI lifeboat', 'at most 14 nights']) expect(written[0]?.text).toContain(fact);
    }
    expect((await api.read<{ model: string }>('/api/health')).model).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
  });
});
