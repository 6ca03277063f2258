import type { RunDetail } from '@/lib/contracts/run';
import { expect, test } from './support/test';

const task = (key: string, prompt: string, dependsOn: string[] = []) => ({ key, role: 'tech_lead', prompt, dependsOn });
const TASKS = [
  task('steady', 'Write one line.'),
  task('flaky', 'Go on. [[offline: 503 times=1 retry-after=0]]'),
  task('broken', 'Go on. [[offline: 401]]'),
  task('never', 'Go on.', ['broken']),
];

test('the overview counts a run that failed, and its cause is three clicks away', async ({ page, api }) => {
  const { id } = await api.read<RunDetail>('/runs', { method: 'POST', body: { goal: 'Count the gulls', tasks: TASKS } });
  await expect.poll(async () => (await api.read<RunDetail>(`/runs/${id}`)).status).toBe('FAILED');
  await page.goto('/');

  await test.step('every figure of what ended is a list of exactly so many rows', async () => {
    const legend = page.getByRole('region', { name: 'Tasks ended' });
    for (const [name, outcome] of [
      ['Failed', 'failed'],
      ['Tried again', 'retried'],
      ['Succeeded', 'succeeded'],
    ] as const) {
      const link = legend.getByRole('link', { name });
      await expect(link).toBeVisible();
      const count = Number((await link.textContent())?.replace(/\D/g, ''));
      expect(count).toBeGreaterThan(0);
      await link.click();
      await expect(page).toHaveURL(new RegExp(`/tasks\\?since=24h&outcome=${outcome}$`));
      await expect(page.getByRole('table', { name: 'Tasks' })).toHaveAttribute('aria-rowcount', `${count + 1}`);
      await page.goBack();
    }
  });

  await test.step('from elsewhere to the cause in three clicks', async () => {
    await page.goto('/settings/tokens');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('link', { name: /^Failures/ }).click();
    const row = page.getByRole('row', { name: /Count the gulls/ });
    await expect(row).toContainText('401');
    await row.getByRole('link').click();
    await expect(page).toHaveURL(new RegExp(`/runs/${id}\\?task=broken`));
    await expect(page.getByText('The model endpoint refused the key').first()).toBeVisible();
  });
});

test('the overview moves by itself while a run is under way, and charts are tables too', async ({ page, api }) => {
  await page.goto('/?range=7d');
  const states = page.getByRole('region', { name: 'Tasks now' });
  await expect(states).toBeVisible();
  const { id } = await api.read<RunDetail>('/runs', {
    method: 'POST',
    body: { goal: 'Watch the tide', budgetUsd: 0.00001, tasks: [task('first', 'Go on.'), task('second', 'Go on.', ['first'])] },
  });
  await expect.poll(async () => (await api.read<RunDetail>(`/runs/${id}`)).status).toBe('PAUSED');
  await expect(page.getByRole('link', { name: /paused by budget/ })).toHaveAttribute('href', '/runs?status=paused&reason=budget');
  const pending = states.getByRole('link', { name: /Pending/ });
  const count = Number((await pending.textContent())?.replace(/\D/g, ''));
  await pending.click();
  await expect(page.getByRole('table', { name: 'Tasks' })).toHaveAttribute('aria-rowcount', `${count + 1}`);

  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await expect(page).toHaveURL(/\/$/);
  const asTable = page.getByRole('button', { name: 'Spend: show as table' });
  await asTable.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Spend' }).getByRole('columnheader', { name: 'Tokens' })).toBeVisible();
  await api.call(`/runs/${id}/cancel`, { method: 'POST' });
});

test('prometheus reads with a token, and nobody without', async ({ api, product }) => {
  const { id } = await api.read<RunDetail>('/runs', { method: 'POST', body: { goal: 'Measure', tasks: [task('one', 'Write one line.')] } });
  await expect.poll(async () => (await api.read<RunDetail>(`/runs/${id}`)).status).toBe('SUCCEEDED');
  const read = () => api.call<string>('/api/metrics');
  await expect
    .poll(async () => (await read()).body, { timeout: 20_000 })
    .toMatch(/signalbox_task_duration_seconds_count\{role="tech_lead"\} [1-9]/);
  const { status, headers, body } = await read();
  expect(status).toBe(200);
  expect(headers.get('content-type')).toContain('text/plain; version=0.0.4');
  for (const name of ['llm_tokens_total', 'llm_cost_dollars', 'queue_depth', 'active_runs', 'gate_pass_rate', 'workers', 'tasks']) {
    expect(body).toMatch(new RegExp(`^signalbox_${name}(\\{| )`, 'm'));
  }
  expect((await api.call('/api/metrics', { token: null })).status).toBe(401);
  expect((await api.call('/api/metrics', { token: 'wrong' })).status).toBe(401);
  expect((await fetch(`${product.url}/api/metrics`)).status).toBe(401);
});

test('the list of tasks refuses what it does not know', async ({ api }) => {
  for (const query of [
    'status=asleep',
    'role=pirate',
    'outcome=maybe',
    'since=1y',
    'cursor=x',
    'limit=0',
    'status=running&since=24h',
    'colour=red',
  ]) {
    expect((await api.call(`/tasks?${query}`)).status, query).toBe(422);
  }
  expect((await api.call('/tasks?status=Running&role=TECH_LEAD')).status).toBe(200);
  expect((await api.call('/overview?range=7d&timeZone=Europe/Berlin')).status).toBe(200);
  expect((await api.call('/overview?timeZone=Mars')).status).toBe(422);
});
