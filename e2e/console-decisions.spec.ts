import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { RunDetail } from '@/lib/contracts/run';
import { login } from './support/login';
import type { RunApi } from './support/run-api';
import { expect, test } from './support/test';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SIGN = { type: 'human', criteria: 'The harbour master has signed the list of berths.' };
const GATED = [
  { key: 'write', title: 'Write the report', role: 'tech_lead', prompt: 'Write a report on the berths.' },
  { key: 'sign', title: 'Sign the report', kind: 'gate', dependsOn: ['write'], gate: SIGN },
  { key: 'send', title: 'Send it', role: 'tech_lead', prompt: 'Send the report.', dependsOn: ['sign'] },
];
const BRANCHED = [
  GATED[0],
  {
    ...{ key: 'covered', title: 'Is it covered', kind: 'branch', dependsOn: ['write'] },
    branch: { condition: 'artifact.harbour_depth < 80', ifTrue: ['more'], ifFalse: ['ship'] },
  },
  { key: 'more', title: 'More tests', role: 'tech_lead', prompt: 'Write more tests.', dependsOn: ['covered'] },
  { key: 'ship', title: 'Ship it', role: 'tech_lead', prompt: 'Ship the report.', dependsOn: ['covered'] },
];

const rows = (page: Page) => page.getByTestId('escalation-row');
const card = (page: Page) => page.getByTestId('escalation');
const drawer = (page: Page) => page.getByTestId('task-drawer');

async function start(api: RunApi, tasks: unknown[]): Promise<string> {
  return (await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal: 'Berths that somebody decides about', tasks } })).id;
}
const statusOf = async (api: RunApi, id: string, key: string) =>
  (await api.read<RunDetail>(`/runs/${id}`)).tasks.find((task) => task.key === key)?.status;
const until = (api: RunApi, id: string, key: string, status: string) =>
  expect.poll(() => statusOf(api, id, key), { timeout: 60_000 }).toBe(status);

async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    // What was just evaluated left itself on the window.
    const { axe } = window as unknown as {
      axe: { run(options: object): Promise<{ violations: { id: string; nodes: { target: unknown[] }[] }[] }> };
    };
    const { violations } = await axe.run({ resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  });
}

test('a security review sends its findings back, and lets the mended work through', async ({ page, api }) => {
  const gate = { type: 'security_review', criteria: 'No token is kept in plain text. [[offline: gate-fail]]' };
  const id = await start(api, [
    { key: 'build', title: 'Build the login', role: 'backend_engineer', prompt: 'Write the login service.' },
    { key: 'review', title: 'Review it', kind: 'gate', role: 'security_reviewer', prompt: 'Look for holes.', dependsOn: ['build'], gate },
  ]);
  await until(api, id, 'review', 'SUCCEEDED');
  await page.goto(`/runs/${id}?task=review`);
  const verdicts = drawer(page).getByRole('list', { name: 'Verdicts' }).locator('> li');
  await expect(verdicts).toHaveCount(2);
  await expect(verdicts.filter({ hasText: 'Failed · sent back to build · round 1' })).toHaveCount(1);
  await expect(verdicts.filter({ hasText: 'Passed' })).toHaveCount(1);
  await page.goto(`/runs/${id}?task=build&tab=verdict`);
  await expect(drawer(page)).toContainText('Sent back by review · round 1');
});

test('a gate is approved by keyboard from the line on the run page', async ({ page, api }) => {
  const id = await start(api, GATED);
  await until(api, id, 'sign', 'WAITING');
  await page.goto(`/runs/${id}`);
  await expect(rows(page)).toHaveCount(1);
  // The line takes little of the page: the graph is in sight below it.
  expect((await rows(page).boundingBox())?.height).toBeLessThan(48);
  await expect(page.locator('[data-testid=task-node][data-task=send]')).toBeInViewport({ ratio: 1 });
  await rows(page).getByRole('button').focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/task=sign/);
  await expect(drawer(page).getByText(SIGN.criteria)).toHaveCount(1);
  await expect(drawer(page).getByRole('region', { name: 'Waits for a decision' })).toBeFocused();
  expect(await barriers(page)).toEqual([]);
  const note = card(page).getByRole('textbox', { name: 'Note' });
  const isThere = () => note.evaluate((field) => field === document.activeElement);
  // Past the evidence and its artifacts.
  for (let presses = 0; presses < 8 && !(await isThere()); presses += 1) await page.keyboard.press('Tab');
  await expect(note).toBeFocused();
  await page.keyboard.type('Seen and signed.');
  await page.keyboard.press('Tab');
  await expect(card(page).getByRole('button', { name: 'Approve' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(card(page)).toHaveCount(0);
  await expect(rows(page)).toHaveCount(0);
  await expect(drawer(page), 'the focus is not lost').toBeFocused();
  await until(api, id, 'send', 'SUCCEEDED');
  const { items } = await api.read<{ items: { note: string }[] }>(`/escalations?runId=${id}`);
  expect(items).toMatchObject([{ status: 'APPROVED', note: 'Seen and signed.' }]);
});

test('a gate that is rejected stays shut, and fails the run', async ({ page, api }) => {
  const id = await start(api, GATED);
  await until(api, id, 'sign', 'WAITING');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/runs/${id}`);
  await rows(page).getByRole('button').click();
  const reject = card(page).getByRole('button', { name: 'Reject' });
  await expect(reject).toBeInViewport({ ratio: 1 });
  await reject.click();
  await until(api, id, 'sign', 'FAILED');
  await expect(card(page)).toHaveCount(0);
  expect((await api.read<RunDetail>(`/runs/${id}`)).status).toBe('FAILED');
});

test('a branch whose data is missing takes the way that somebody names', async ({ page, api }) => {
  const id = await start(api, BRANCHED);
  await until(api, id, 'covered', 'WAITING');
  await page.goto(`/runs/${id}`);
  await rows(page).getByRole('button').click();
  await expect(card(page)).toContainText('Missing: artifact.harbour_depth');
  await card(page).getByRole('button', { name: 'Take the false path: 1 task' }).click();
  await until(api, id, 'ship', 'SUCCEEDED');
  expect(await statusOf(api, id, 'more')).toBe('SKIPPED');
});

test('what is decided in one browser goes in the other, but for the note that was being written', async ({
  page,
  api,
  browser,
  product,
  session,
}) => {
  const id = await start(api, GATED);
  await until(api, id, 'sign', 'WAITING');
  const context = await browser.newContext({ baseURL: product.url, storageState: session });
  const other = await context.newPage();
  for (const each of [page, other]) {
    await each.goto(`/runs/${id}?task=sign`);
    await expect(card(each)).toBeVisible();
  }
  await other.getByRole('textbox', { name: 'Note' }).fill('I would rather wait.');
  await card(page).getByRole('button', { name: 'Approve' }).click();
  await expect(card(other)).toHaveCount(0);
  await expect(rows(other)).toHaveCount(0);
  const gone = other.getByTestId('escalation-gone');
  await expect(gone).toContainText('was approved');
  await expect(gone).toContainText('I would rather wait.');
  await gone.getByRole('button', { name: 'Dismiss' }).click();
  await expect(gone).toHaveCount(0);
  await context.close();
});

test('a viewer sees the question, and why the answer is not theirs', async ({ browser, api, product }) => {
  const id = await start(api, GATED);
  await until(api, id, 'sign', 'WAITING');
  const storageState = await login(product, { email: 'vera@example.com', role: 'viewer' });
  const context = await browser.newContext({ baseURL: product.url, storageState });
  const page = await context.newPage();
  await page.goto(`/runs/${id}`);
  await rows(page).getByRole('button', { name: /^Look/ }).click();
  await expect(card(page)).toContainText('Your role is viewer: an approver or an administrator decides.');
  await expect(card(page).getByRole('button', { name: 'Approve' })).toHaveCount(0);
  expect(await barriers(page)).toEqual([]);
  await context.close();
});
