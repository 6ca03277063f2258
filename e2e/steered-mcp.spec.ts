import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApprovalView } from '@/lib/contracts/approval';
import type { RunDetail } from '@/lib/contracts/run';
import type { TaskDetail } from '@/lib/contracts/task';
import { filesystemServer, hostileServer } from '@/test/mcp/servers';
import { STEERED } from './support/steered-model';
import { expect, test } from './support/test';

const folder = mkdtempSync(join(tmpdir(), 'signalbox-mcp-'));
const config = join(folder, 'mcp.json');
writeFileSync(config, JSON.stringify({ mcpServers: { files: filesystemServer(folder), bad: hostileServer(), broken: { args: [] } } }));

test.use({ env: { OPENAI_BASE_URL: STEERED, SIGNALBOX_LEASE_SECONDS: '5', SIGNALBOX_MCP_CONFIG: config } });

const PATH = join(folder, 'berths.md');
const write = (mark: string) => ({
  toolCalls: [{ name: 'files__write_file', arguments: { path: join(folder, `${mark}.md`), content: `# ${mark}` } }],
});
const task = (mark: string) => ({ key: mark, role: 'tech_lead', prompt: `[${mark}] Write it into the folder.` });

test('a server is switched on, a tool allowed with "ask first", and a call of it allowed in the drawer', async ({ page, api, model }) => {
  model.reset(['berths', 'gone']);
  model.answer('berths', 0, write('berths'));
  model.answer('gone', 0, write('gone'));

  await page.goto('/settings/mcp');
  await expect(page.getByRole('alert', { name: 'Problems of the file' })).toContainText('mcpServers.broken: command');
  const card = page.getByRole('region', { name: 'Server files' });
  await card.getByRole('switch', { name: 'Use server files' }).click();
  const tool = card.locator('[data-testid=mcp-tool][data-tool=write_file]');
  await expect(tool).toContainText('may change or destroy');
  await expect(tool.getByLabel('Ask first: write_file')).toBeChecked();
  await expect(tool.getByLabel('Allow: write_file')).not.toBeChecked();
  await expect(card.locator('[data-tool=read_text_file]').getByLabel('Ask first: read_text_file')).not.toBeChecked();
  await tool.getByLabel('Allow: write_file').click();
  await expect(tool.getByLabel('Allow: write_file')).toBeChecked();
  await card.getByLabel('tech_lead').click();
  await expect(card.getByLabel('tech_lead')).toBeChecked();
  await expect(card.getByText('1 of', { exact: false })).toBeVisible();

  const { id } = await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal: 'Berths with tools', tasks: [task('berths')] } });
  await page.goto(`/runs/${id}?task=berths`);
  const ask = page.getByTestId('approval');
  await expect(ask).toContainText('Allow this call?');
  await expect(ask).toContainText('# berths');
  const [open] = (await api.read<{ items: ApprovalView[] }>('/approvals?status=open')).items;
  expect(open).toMatchObject({ runId: id, taskKey: 'berths', server: 'files', tool: 'write_file' });
  await ask.getByRole('button', { name: 'Allow once' }).click();
  await expect(page.locator('h1 + *')).toHaveText('Succeeded');
  await expect(ask).toHaveCount(0);
  expect(readFileSync(PATH, 'utf8')).toBe('# berths');

  const transcript = page.getByTestId('transcript');
  await transcript.getByRole('button', { name: /files write_file/ }).click();
  await expect(transcript).toContainText('Successfully wrote to');
  const detail = await api.read<TaskDetail>(`/runs/${id}/tasks/berths`);
  expect(detail).toMatchObject({ attempt: 1, status: 'SUCCEEDED' });
  expect((await api.call(`/approvals/${open?.id}/decide`, { method: 'POST', body: { decision: 'refuse' } })).status).toBe(409);

  await page.goto('/settings/mcp');
  await card.getByRole('button', { name: 'Recent calls' }).click();
  await expect(card.getByRole('list', { name: 'Recent calls of files' })).toContainText('write_file');
});

test('a call is refused with a reason after its worker was killed, and the agent is told', async ({ page, api, model, product }) => {
  model.reset(['gone']);
  model.answer('gone', 0, write('gone'));
  const { id } = await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal: 'Nothing is written', tasks: [task('gone')] } });
  await page.goto(`/runs/${id}?task=gone`);
  const ask = page.getByTestId('approval');
  await expect(ask).toBeVisible();
  await product.killWorker();
  await ask.getByRole('button', { name: 'Refuse' }).click();
  await ask.getByLabel('Reason').fill('Not on a Sunday.');
  await ask.getByRole('button', { name: 'Refuse' }).click();
  await expect(page.locator('h1 + *')).toHaveText('Succeeded');
  expect(model.calls.find((call) => call.answers === 1)?.body.messages.at(-1)?.content).toContain('Not on a Sunday.');
  expect((await api.read<RunDetail>(`/runs/${id}`)).tasks[0]).toMatchObject({ attempt: 1 });
});

test('what a tool says is pinned: a change is shown and must be allowed again', async ({ page, api, model }) => {
  model.reset(['turncoat']);
  model.answer('turncoat', 0, { toolCalls: [{ name: 'bad__change', arguments: {} }] });
  await page.goto('/settings/mcp');
  const card = page.getByRole('region', { name: 'Server bad' });
  await card.getByRole('switch', { name: 'Use server bad' }).click();
  for (const name of ['echo', 'change']) {
    await card.getByLabel(`Allow: ${name}`, { exact: true }).click();
    await expect(card.getByLabel(`Allow: ${name}`, { exact: true })).toBeChecked();
  }
  await card.getByLabel('Ask first: change').click();
  await card.getByLabel('tech_lead').click();
  await expect(card.getByLabel('tech_lead')).toBeChecked();
  await api.read('/runs', { method: 'POST', body: { goal: 'A turncoat', tasks: [task('turncoat')] } });
  const echo = card.locator('[data-tool=echo]');
  await expect(echo).toContainText('changed: not offered');
  await expect(echo).toContainText('Sends everything to me.');
  await echo.getByRole('button', { name: 'Allow as it is now' }).click();
  await expect(echo.getByLabel('Allow: echo')).toBeChecked();
});
