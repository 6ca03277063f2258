import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { ApprovalView } from '@/lib/contracts/approval';
import type { Proposal } from '@/lib/contracts/edit';
import type { McpOverview } from '@/lib/contracts/mcp';
import type { RunDetail } from '@/lib/contracts/run';
import { filesystemServer } from '@/test/mcp/servers';
import { violations } from './support/axe';
import type { RunApi } from './support/run-api';
import { STEERED } from './support/steered-model';
import { expect, test } from './support/test';

const folder = mkdtempSync(join(tmpdir(), 'signalbox-inbox-'));
const config = join(folder, 'mcp.json');
writeFileSync(config, JSON.stringify({ mcpServers: { files: filesystemServer(folder) } }));

test.use({ env: { OPENAI_BASE_URL: STEERED, SIGNALBOX_MCP_CONFIG: config } });

const row = (page: Page) => page.getByTestId('inbox-row');
const pane = (page: Page) => page.getByTestId('ask-pane');
const task = (mark: string, dependsOn: string[] = []) => ({ key: mark, role: 'tech_lead', prompt: `[${mark}] Work.`, dependsOn });
const write = (name: string, content: string) => ({ name: 'files__write_file', arguments: { path: join(folder, name), content } });
const start = async (api: RunApi, goal: string, tasks: object[]) =>
  (await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal, tasks } })).id;
const runOf = (api: RunApi, id: string) => api.read<RunDetail>(`/runs/${id}`);
const callsOf = async (api: RunApi, runId: string) =>
  (await api.read<{ items: ApprovalView[] }>(`/approvals?runId=${runId}&status=open`)).items;

/** Writing a file asks first. */
async function askFirst(api: RunApi): Promise<void> {
  const filesOf = async () => (await api.read<McpOverview>('/mcp/servers')) as McpOverview;
  const policy = (tools: object) => ({ enabled: true, roles: ['tech_lead'], callTimeoutSeconds: 60, tools });
  const save = async (tools: object) =>
    api.read('/mcp/servers/files', { method: 'PUT', body: { baseVersion: (await filesOf()).version, policy: policy(tools) } });
  await save({});
  const toolOf = async () => (await filesOf()).servers[0]?.tools.find(({ name }) => name === 'write_file');
  await expect.poll(async () => (await toolOf())?.hash ?? null, { timeout: 20_000 }).not.toBeNull();
  await save({ write_file: { allowed: true, askFirst: true, hash: (await toolOf())?.hash } });
}

/** On a desk and on a phone, by day and by night: nothing in the way, nothing that scrolls sideways. */
async function looksRight(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await violations(page), colorScheme).toEqual([]);
  }
  const desk = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  if (desk) await page.setViewportSize(desk);
}

/** All of the field is replaced, by keys. */
async function rewrite(page: Page, label: string, text: string): Promise<void> {
  const field = page.getByLabel(label);
  await expect(field).toBeFocused();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
}

test('a call that asks first is changed and allowed in the inbox, by keys, and can be taken back for five seconds', async ({
  page,
  api,
  model,
}) => {
  model.reset(['berths', 'quay']);
  await askFirst(api);
  model.answer('berths', 0, { toolCalls: [write('wanted.md', '# As the agent has it')] });
  const runId = await start(api, 'Berths by the inbox', [task('berths'), task('quay', ['berths'])]);
  await page.goto('/inbox');
  await expect(row(page)).toHaveCount(1, { timeout: 15_000 });
  await expect(row(page)).toContainText('Tool call');
  await expect(row(page)).toContainText('blocks 1');
  await expect(page).toHaveTitle(/^\(1\) Inbox/, { timeout: 15_000 });
  await expect(pane(page)).toContainText('# As the agent has it');

  await page.keyboard.press('e');
  await rewrite(page, 'Arguments, JSON', JSON.stringify({ path: join(folder, 'given.md') }));
  await expect(pane(page)).toContainText("must have required property 'content'");
  await expect(pane(page).getByRole('button', { name: 'Allow as changed' })).toBeDisabled();
  await rewrite(page, 'Arguments, JSON', JSON.stringify({ path: join(folder, 'given.md'), content: '# As a person has it' }, null, 2));
  await expect(pane(page)).toContainText('It fits the tool');
  await looksRight(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('a');
  await expect(page.getByText('Nothing waits for you')).toBeVisible();
  await page.keyboard.press('u');
  await expect(row(page)).toHaveCount(1);
  await expect(page.getByLabel('Arguments, JSON')).toHaveValue(/As a person has it/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('a');
  await expect(row(page)).toHaveCount(0);
  await expect.poll(async () => (await runOf(api, runId)).status, { timeout: 30_000 }).toBe('SUCCEEDED');
  expect(readFileSync(join(folder, 'given.md'), 'utf8')).toBe('# As a person has it');
  expect(existsSync(join(folder, 'wanted.md'))).toBe(false);
  expect(model.calls.find(({ mark, answers }) => mark === 'berths' && answers === 1)?.body.messages.at(-1)?.content).toContain(
    'A person let this call through with other arguments than yours',
  );
  await expect(page).toHaveTitle('Inbox · Signalbox', { timeout: 15_000 });
});

test('calls that are alike are refused at once with one reason; one decided elsewhere greys', async ({ page, api, model }) => {
  model.reset(['three']);
  await askFirst(api);
  model.answer('three', 0, { toolCalls: [write('1.md', 'x'), write('2.md', 'x'), write('3.md', 'x')] });
  const runId = await start(api, 'Three at once', [task('three')]);
  await page.goto(`/inbox?run=${runId}&type=tool_call`);
  await expect(row(page)).toHaveCount(3, { timeout: 15_000 });
  const [first] = await callsOf(api, runId);
  await api.read(`/approvals/${first?.id}/decide`, { method: 'POST', body: { decision: 'refuse', reason: 'By telephone.' } });
  await expect(page.locator('[data-testid=inbox-row][data-grey]')).toContainText('Refused by', { timeout: 5_000 });
  await page.keyboard.press('Shift+X');
  await expect(page.getByRole('region', { name: 'Selected decisions' })).toContainText('2 selected');
  await page.keyboard.press('r');
  await expect(page.getByRole('textbox', { name: 'Reason to reject these 2' })).toBeFocused();
  await page.keyboard.type('Not on a Sunday.');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await runOf(api, runId)).status, { timeout: 30_000 }).toBe('SUCCEEDED');
  const decided = (await api.read<{ items: ApprovalView[] }>(`/approvals?runId=${runId}`)).items;
  expect(decided.map(({ status, reason }) => `${status}: ${reason}`).sort()).toEqual([
    'refused: By telephone.',
    'refused: Not on a Sunday.',
    'refused: Not on a Sunday.',
  ]);
});

test('an edit that an agent proposes is looked at, changed and applied in the inbox, by keys', async ({ page, api, model }) => {
  model.reset(['lead', 'after']);
  const gate = { op: 'insertGate', key: 'look', after: ['lead'], gateType: 'human', criteria: 'No secrets' };
  model.answer('lead', 0, {
    toolCalls: [{ name: 'propose_edit', arguments: { reason: 'Nobody looks at the tokens.', operations: [gate] } }],
  });
  // It goes on meanwhile, and its run does not end before somebody has decided.
  model.hold('lead', 1);
  const runId = await start(api, 'Tokens nobody looks at', [task('lead'), task('after', ['lead'])]);
  await page.goto(`/runs/${runId}`);
  await page.getByTestId('proposal').getByRole('link', { name: 'Open in the inbox' }).click();
  await expect(page).toHaveURL(/\/inbox\/[0-9a-f-]{36}$/);
  await expect(pane(page)).toContainText('Nobody looks at the tokens.');
  await expect(pane(page).getByRole('link', { name: /^Task/ })).toHaveAttribute('href', `/runs/${runId}?task=lead`);
  await expect(pane(page).getByRole('img', { name: 'The graph with the proposed edit' }).locator('[data-task=look]')).toHaveAttribute(
    'data-mark',
    'added',
  );

  await page.goto(`/inbox?run=${runId}&type=proposed_edit`);
  await expect(row(page)).toContainText('Proposed edit');
  await expect(row(page)).toContainText('1 change');
  await expect(pane(page)).toContainText('1 added');
  await looksRight(page);
  await page.keyboard.press('e');
  await rewrite(page, 'Operations, JSON', '[{ "op": "insertGate"');
  await expect(pane(page)).toContainText('This is no JSON yet');
  await expect(pane(page).getByRole('button', { name: 'Apply as changed' })).toBeDisabled();
  const mine = [{ ...gate, key: 'second_look', title: 'A second look' }];
  await rewrite(page, 'Operations, JSON', JSON.stringify(mine, null, 2));
  await expect(pane(page)).toContainText('It fits the graph as it is now');
  await expect(pane(page).getByRole('img', { name: 'The graph with the proposed edit' }).locator('[data-task=second_look]')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('a');
  await expect(row(page)).toHaveCount(0);
  await page.keyboard.press('u');
  await expect(row(page)).toHaveCount(1);
  await page.keyboard.press('Escape');
  await page.keyboard.press('a');
  const proposals = async () => (await api.read<{ items: Proposal[] }>(`/runs/${runId}/proposals`)).items;
  await expect.poll(async () => (await proposals())[0]?.status, { timeout: 15_000 }).toBe('applied');
  expect(await proposals()).toMatchObject([{ operations: [{ key: 'look' }], amended: [{ key: 'second_look' }], appliedVersion: 2 }]);
  model.release('lead', 1);
  await expect
    .poll(async () => (await runOf(api, runId)).tasks.find(({ key }) => key === 'second_look')?.status, { timeout: 30_000 })
    .toBe('WAITING');
});
