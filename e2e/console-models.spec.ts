import type { ModelsView } from '@/lib/contracts/model';
import type { RunDetail } from '@/lib/contracts/run';
import type { TaskDetail } from '@/lib/contracts/task';
import { type ScriptedModel, startScriptedModel } from '@/test/scripted-model';
import type { RunApi } from './support/run-api';
import { expect, test } from './support/test';

const KEY = 'sk-lab-0123456789abcdefghij';

/** Answers in words; calls the tool and writes the JSON that a test asks for. */
const startLab = (words: string): Promise<ScriptedModel> =>
  startScriptedModel(({ body }) => {
    if (body.response_format) return { text: '{"ready": true}' };
    if (body.tools?.some((tool) => tool.function.name === 'note')) return { toolCalls: [{ name: 'note', arguments: { text: 'ready' } }] };
    return { text: words };
  });

/** Back to the built-in endpoint: other files use the same product. */
async function restore(api: RunApi): Promise<void> {
  const { version } = await api.read<ModelsView>('/models');
  const nobody = { economy: [], standard: [], premium: [] };
  let view = await api.read<ModelsView>('/models/tiers', { method: 'PUT', body: { baseVersion: version, tiers: nobody } });
  for (const { name, builtin } of view.endpoints) {
    if (!builtin) view = await api.read(`/models/endpoints/${name}?baseVersion=${view.version}`, { method: 'DELETE' });
  }
}

async function runOne(api: RunApi): Promise<TaskDetail> {
  const tasks = [{ key: 'a', role: 'tech_lead', prompt: 'Say something.', tier: 'standard' }];
  const { id } = await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal: 'Try the endpoint', tasks } });
  await expect.poll(async () => (await api.read<RunDetail>(`/runs/${id}`)).status, { timeout: 30_000 }).toBe('SUCCEEDED');
  return api.read<TaskDetail>(`/runs/${id}/tasks/a`);
}

test('an endpoint is tested, added and given a tier; when it dies, the next one answers', async ({ page, api }) => {
  const [lab, spare] = [await startLab('Words of the lab.'), await startLab('Words of the spare one.')];
  try {
    await page.goto('/settings/models');
    await expect(page.getByRole('listitem', { name: 'offline' })).toContainText('The offline model');
    for (const [name, server] of [
      ['lab', lab],
      ['spare', spare],
    ] as const) {
      await page.getByRole('button', { name: 'Add endpoint' }).click();
      const dialog = page.getByRole('dialog', { name: 'Add an endpoint' });
      await dialog.getByLabel('Name').fill(name);
      await dialog.getByLabel('Address').fill(server.url);
      await dialog.getByLabel('API key').fill(KEY);
      if (name === 'lab') {
        await dialog.getByLabel('Test with model').fill('lab-model');
        await dialog.getByRole('button', { name: 'Test', exact: true }).click();
        const report = dialog.getByRole('status');
        for (const line of [
          'Reachable',
          'Key accepted',
          'Model lab-model exists',
          'Streams its words',
          'Calls tools',
          'Answers in JSON schemas',
        ]) {
          await expect(report.getByRole('listitem').filter({ hasText: line })).toContainText('yes');
        }
        expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
      }
      await dialog.getByRole('button', { name: 'Add endpoint' }).click();
      await expect(page.getByRole('listitem', { name, exact: true })).toContainText('key …ghij');
    }
    const standard = page.getByRole('region', { name: 'Standard tier' });
    for (const [button, endpoint] of [
      ['Set model', 'lab'],
      ['Add fallback', 'spare'],
    ] as const) {
      await standard.getByText(button).click();
      await standard.getByLabel('Endpoint').click();
      await page.getByRole('option', { name: endpoint }).click();
      await standard.getByLabel('Model', { exact: true }).fill(`${endpoint}-model`);
      await standard.getByLabel('Model', { exact: true }).press('Enter');
    }
    // The other way round and back, by keyboard.
    await standard.getByRole('button', { name: 'Move spare-model up' }).press('Enter');
    await expect(standard.getByRole('listitem').first()).toContainText('spare-model');
    await standard.getByRole('button', { name: 'Move lab-model up' }).press('Enter');
    await page.getByRole('button', { name: 'Save tiers' }).click();
    await expect(page.getByText('Tiers saved')).toBeVisible();
    await expect.poll(async () => (await api.read<{ model: string }>('/api/health')).model).toBe(lab.url);

    expect((await runOne(api)).turnList).toMatchObject([
      { endpoint: 'lab', fallback: false, model: 'lab-model', text: 'Words of the lab.' },
    ]);
    await lab.close();
    const second = await runOne(api);
    expect(second.turnList).toMatchObject([{ endpoint: 'spare', fallback: true, text: 'Words of the spare one.' }]);
    await page.goto(`/runs/${second.runId}?task=a`);
    await expect(page.getByTestId('transcript').getByText('fallback')).toBeVisible();
    await expect(page.getByTestId('transcript')).toContainText('spare-model at spare');

    await page.goto('/settings/models');
    await expect(page.getByRole('listitem', { name: 'lab', exact: true })).toContainText('cannot be reached', { timeout: 20_000 });
    expect(await page.content()).not.toContain(KEY);
  } finally {
    await restore(api);
    await Promise.all([lab.close(), spare.close()]);
  }
});

test('a price is set and taken back', async ({ page, api }) => {
  await page.goto('/settings/prices');
  const row = page.getByRole('row').filter({ hasText: 'offline-standard' });
  await expect(row).toContainText('notional');
  await row.getByRole('button', { name: 'Set the price of offline-standard' }).click();
  const dialog = page.getByRole('dialog', { name: 'Price of offline-standard' });
  await dialog.getByLabel('Input', { exact: true }).fill('free');
  await dialog.getByRole('button', { name: 'Save price' }).click();
  await expect(dialog.getByRole('alert')).toContainText('such as 0.25');
  await dialog.getByLabel('Input', { exact: true }).fill('1.5');
  await dialog.getByRole('button', { name: 'Save price' }).click();
  await expect(row).toContainText('your own');
  await expect(row).toContainText('$1.5');
  await row.getByRole('button', { name: 'Set the price of offline-standard' }).click();
  await dialog.getByRole('button', { name: 'Use the catalogue’s' }).click();
  await expect(row).toContainText('notional');
  const { body } = await api.call<{ items: { action: string }[] }>('/audit?limit=2');
  expect(JSON.stringify(body)).toContain('model_prices.change');
});

test('who may not manage settings reads, and is told why', async ({ api }) => {
  const { token } = await api.read<{ token: string }>('/tokens', { method: 'POST', body: { name: 'reader', role: 'viewer' } });
  expect((await api.call('/models', { token })).status).toBe(200);
  const refused = [
    await api.call('/models/tiers', { token, method: 'PUT', body: { baseVersion: 0, tiers: { economy: [], standard: [], premium: [] } } }),
    await api.call('/models/test', { token, method: 'POST', body: { name: 'offline' } }),
  ];
  expect(refused.map(({ status }) => status)).toEqual([403, 403]);
  const bad = await api.call('/models/endpoints/bad', { method: 'PUT', body: { baseVersion: 0, baseUrl: 'http://169.254.169.254/v1' } });
  expect(bad.status).toBe(422);
});
