import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { expect, test } from './support/test';

test('a role is edited, compared, kept by a new run, tried unsaved and reset', async ({ page, api }) => {
  await page.goto('/runs');
  // Keys are heard from when the page lives.
  await expect(page.getByRole('complementary').first()).toContainText(/live/);
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await page.getByRole('link', { name: /UX engineer/ }).click();
  await expect(page.getByRole('heading', { name: 'UX engineer' })).toBeVisible();

  const prompt = page.getByLabel('Prompt');
  const shipped = await prompt.inputValue();
  await prompt.fill(`${shipped}\nAlways name the tide.`);
  await expect(page.getByText('unsaved changes')).toBeVisible();
  await page.getByRole('link', { name: 'Runs', exact: true }).first().click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Keep' }).click();
  await page.getByLabel('Why (kept with the version)').fill('tides matter');
  await page.getByRole('button', { name: /Save version 1/ }).click();
  await expect(page.getByText('version 1', { exact: true })).toBeVisible();

  await page.getByRole('tab', { name: /Versions/ }).click();
  await expect(page.getByText('“tides matter”')).toBeVisible();
  const diff = page.getByRole('figure', { name: 'Prompt' });
  await expect(diff).toContainText('1 line added, 0 removed');
  await expect(diff).toContainText('Always name the tide.');

  const task = { key: 'flow', role: 'ux_engineer', prompt: 'Draw the booking flow.' };
  const run = await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal: 'A flow', tasks: [task] } });
  await expect.poll(async () => (await api.read<{ status: string }>(`/runs/${run.id}`)).status).toBe('SUCCEEDED');
  const runs = await api.read<{ items: unknown[] }>('/runs');

  await page.getByRole('tab', { name: 'Definition' }).click();
  await prompt.fill(`${shipped}\nA draft that nobody saved.`);
  await page.getByRole('tab', { name: 'Try it' }).click();
  await page.getByLabel('Task for the role').fill('Draw the flow of a berth booking.');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Finished')).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Show the first request' }).click();
  await expect(page.getByRole('dialog')).toContainText('A draft that nobody saved.');
  await page.keyboard.press('Escape');
  await page.getByLabel('What to say next').fill('Shorter, please.');
  await page.getByRole('button', { name: /Send/ }).click();
  await expect(page.getByText('Finished')).toHaveCount(2, { timeout: 60_000 });
  expect((await api.read<{ items: unknown[] }>('/runs')).items).toHaveLength(runs.items.length);
  const audit = await api.read<{ items: { action: string }[] }>('/audit?limit=50');
  expect(audit.items.filter((entry) => entry.action === 'agent.try')).toHaveLength(2);

  await page.getByRole('tab', { name: 'Record' }).click();
  await expect(page.getByText('Tasks done')).toBeVisible();
  await page.getByRole('tab', { name: 'Definition' }).click();
  await page.getByRole('button', { name: 'Discard changes' }).click();
  await page.getByRole('button', { name: 'Reset to shipped' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Reset to shipped' }).click();
  await expect(page.getByText('as shipped', { exact: true })).toBeVisible();
  await expect(prompt).toHaveValue(shipped);
});

test('a run starts with a PDF that this browser printed and a zip of sources', async ({ page, api, faults }) => {
  faults.expect(/422/);
  const printer = await page.context().newPage();
  await printer.setContent('<h1>Rules of the slip</h1><p>Rule S-7: nobody launches below half tide.</p>');
  const pdf = await printer.pdf({ format: 'A4' });
  await printer.close();
  const zip = Buffer.from(zipSync({ 'slip/src/tide.ts': strToU8('export const HALF_TIDE_M = 2.4;\n'), 'slip/logo.png': strToU8('x') }));

  await page.goto('/runs/new');
  await page.getByLabel('Goal').fill('A launch planner for the slip');
  const add = (files: { name: string; mimeType: string; buffer: Buffer }[]) => page.getByLabel('Add documents').setInputFiles(files);
  await add([{ name: 'scan.pdf', mimeType: 'application/pdf', buffer: pdf.subarray(0, 400) }]);
  await page.getByRole('button', { name: /Start run/ }).click();
  await expect(page.getByText(/scan\.pdf is a damaged PDF/)).toBeVisible();
  await page.getByRole('button', { name: 'Remove scan.pdf' }).click();
  await add([
    { name: 'rules.pdf', mimeType: 'application/pdf', buffer: pdf },
    { name: 'slip.zip', mimeType: 'application/zip', buffer: zip },
  ]);
  await page.getByRole('button', { name: /Start run/ }).click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}/);
  const runId = /runs\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';
  const artifacts = await api.read<{ items: { id: string; name: string; taskKey: string | null; content: string }[] }>(
    `/runs/${runId}/artifacts`,
  );
  const inputs = artifacts.items.filter((artifact) => artifact.taskKey === null);
  expect(inputs.map((artifact) => artifact.name)).toEqual(['rules.pdf', 'slip.zip.md', 'slip/src/tide.ts']);
  const contentOf = async (name: string) =>
    (await api.read<{ content: string }>(`/artifacts/${inputs.find((artifact) => artifact.name === name)?.id}`)).content;
  expect(await contentOf('rules.pdf')).toContain('Rule S-7: nobody launches below half tide.');
  expect(await contentOf('slip/src/tide.ts')).toContain('HALF_TIDE_M = 2.4');
  expect(await contentOf('slip.zip.md')).toContain('slip/logo.png');
});

test('a viewer reads the roles and is told why nothing can be changed', async ({ page, api }) => {
  const { token } = await api.read<{ token: string }>('/tokens', { method: 'POST', body: { name: 'a viewer', role: 'viewer' } });
  expect((await api.call('/agents', { token })).status).toBe(200);
  expect((await api.call('/agents/tech_lead', { token, method: 'PUT', body: { title: 'X' } })).status).toBe(403);
  expect((await api.call('/agents/tech_lead/try', { token, method: 'POST', body: { message: 'Go.' } })).status).toBe(403);
  await page.route('**/api/trpc/**system.me**', async (route) => {
    const response = await route.fetch();
    const text = (await response.text()).replaceAll('"agents.manage"', '"runs.read"');
    await route.fulfill({ response, body: text });
  });
  await page.goto('/agents/tech_lead');
  await expect(page.getByText('Changing it needs an admin')).toBeVisible();
  await expect(page.getByLabel('Prompt')).toHaveAttribute('readonly', '');
  await page.goto('/agents/tech_lead?tab=try');
  await expect(page.getByText('Trying a role needs an admin')).toBeVisible();
});

test('the contract of agents by HTTP', async ({ api }) => {
  const rules = readFileSync(join(import.meta.dirname, '../test/documents/harbour-rules.pdf')).toString('base64');
  const list = await api.read<{ items: { role: string; version: number }[]; nextCursor: null }>('/agents');
  expect(list.items).toHaveLength(9);
  expect((await api.call('/agents?limit=0')).status).toBe(422);
  expect((await api.call('/agents?cursor=zzz')).status).toBe(422);
  expect((await api.call('/agents/gardener')).status).toBe(404);
  const put = (role: string, body: unknown) =>
    api.call<{ version: number; code: string; issues: { path: string }[] }>(`/agents/${role}`, { method: 'PUT', body });
  expect((await put('gardener', { title: 'G' })).status).toBe(404);
  expect((await put('planner', { title: 'P', colour: 'red' })).status).toBe(422);
  expect((await put('planner', { prompt: 'a\u0000b' })).body.issues[0]?.path).toBe('prompt');
  expect((await put('tech_lead', { supervisor: 'backend_engineer' })).body.issues).toMatchObject([{ path: 'supervisor' }]);
  expect((await put('tech_lead', { tools: ['read_artifact'] })).body.issues).toMatchObject([{ path: 'tools' }]);
  const first = await put('code_reviewer', { title: 'Reviewer', baseVersion: 0 });
  expect(first).toMatchObject({ status: 200, body: { version: 1 } });
  expect(await put('code_reviewer', { title: 'Other', baseVersion: 0 })).toMatchObject({ status: 409, body: { code: 'stale_version' } });
  const reset = await api.call<{ version: number; title: string }>('/agents/code_reviewer/reset', { method: 'POST', body: {} });
  expect(reset).toMatchObject({ status: 200, body: { version: 2, title: 'Code reviewer' } });

  const input = { name: 'rules.pdf', type: 'requirements', content: rules, encoding: 'base64' };
  const task = { key: 'a', role: 'tech_lead', prompt: 'Design it.' };
  const bad = { goal: 'x', tasks: [task], inputs: [input, { ...input, name: 'cut.pdf', content: rules.slice(0, 800) }] };
  const refused = await api.call<{ issues: { path: string }[] }>('/runs', { method: 'POST', body: bad });
  expect(refused).toMatchObject({ status: 422, body: { issues: [{ path: 'inputs.1.content' }] } });

  const tried = await api.call<string>('/agents/tech_lead/try', { method: 'POST', body: { message: 'Design a tide table.' } });
  const events = tried.body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string });
  expect(events[0]?.type).toBe('started');
  expect(events.at(-1)).toMatchObject({ type: 'ended', outcome: 'finished' });
  expect((await api.call('/agents/tech_lead/try', { method: 'POST', body: { message: ' ' } })).status).toBe(422);
});
