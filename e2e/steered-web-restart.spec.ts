import type { Page } from '@playwright/test';
import type { RunDetail } from '@/lib/contracts/run';
import { INPUTS } from './support/documents';
import { STEERED } from './support/steered-model';
import { expect, test } from './support/test';
import { openUndrawnPage, type UndrawnPage } from './support/undrawn-page';

test.use({ env: { OPENAI_BASE_URL: STEERED, SIGNALBOX_LEASE_SECONDS: '5' } });

const KEYS = ['first', 'second', 'third', 'fourth'];
const CHAIN = KEYS.map((key, index) => ({
  key,
  role: 'project_manager',
  prompt: `[${key}] The next step.`,
  dependsOn: KEYS.slice(Math.max(0, index - 1), index),
}));
const DRAWN = 3;
const UNDRAWN = 47;

const indicator = (page: Page) => page.getByRole('complementary').getByRole('status');
const states = (page: Page) =>
  page
    .getByTestId('task-node')
    .evaluateAll((nodes) => nodes.map((node) => `${node.getAttribute('data-task')} ${node.getAttribute('data-state')}`).toSorted());
const statesOf = (run: RunDetail) => run.tasks.map((task) => `${task.key} ${task.status.toLowerCase()}`).toSorted();

test('the web process dies under fifty open pages: each catches up to what a fresh page shows', async ({
  context,
  api,
  faults,
  model,
  product,
}) => {
  model.reset(KEYS);
  model.hold('first', 1);
  model.hold('third', 1);
  const { id } = await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal: 'Fifty watch', tasks: CHAIN, inputs: INPUTS } });
  const drawn = await Promise.all(Array.from({ length: DRAWN }, () => context.newPage()));
  await Promise.all(drawn.map((page) => page.goto(`/runs/${id}`)));
  const undrawn: UndrawnPage[] = await Promise.all(Array.from({ length: UNDRAWN }, () => openUndrawnPage(product, api, id)));
  for (const page of drawn) {
    await expect(indicator(page)).toHaveText('live · 1 worker');
    await expect(page.locator('[data-task=first][data-state=running]')).toBeVisible();
    await page.evaluate(() => Reflect.set(window, 'notReloaded', true));
  }

  // The run goes on while nobody can be told.
  faults.expect(/ERR_CONNECTION|ERR_EMPTY_RESPONSE|WebSocket|socket\.io|Failed to fetch/);
  const replaced = product.killWeb();
  model.release('first', 1);
  await replaced;
  await expect.poll(() => model.calls.some(({ mark, answers }) => mark === 'third' && answers === 1), { timeout: 30_000 }).toBe(true);
  const whole = () => api.read<RunDetail>(`/runs/${id}`);
  await expect
    .poll(
      () =>
        whole().then(
          (run) => statesOf(run),
          () => null,
        ),
      { timeout: 30_000 },
    )
    .toContain('third running');
  const fresh = await whole();
  for (const page of undrawn) await expect.poll(() => page.run(), { timeout: 30_000 }).toEqual(fresh);
  for (const page of drawn) {
    await expect(indicator(page)).toHaveText('live · 1 worker', { timeout: 30_000 });
    await expect.poll(() => states(page)).toEqual(statesOf(fresh));
  }

  // They follow again, too.
  model.release('third', 1);
  for (const page of drawn) await expect(page.locator('h1 + *')).toHaveText('Succeeded', { timeout: 30_000 });
  const ended = await whole();
  expect(ended.status).toBe('SUCCEEDED');
  for (const page of undrawn) await expect.poll(() => page.run()).toEqual(ended);
  for (const page of drawn) {
    expect(await states(page)).toEqual(statesOf(ended));
    expect(await page.evaluate(() => Reflect.get(window, 'notReloaded'))).toBe(true);
  }
  expect(Math.max(...undrawn.map((page) => page.rereads())), 'the tail says enough').toBe(0);
  for (const page of undrawn) page.close();
});
