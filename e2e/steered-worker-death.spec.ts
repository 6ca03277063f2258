import type { EventPage } from '@/lib/contracts/event';
import type { RunDetail } from '@/lib/contracts/run';
import type { TaskDetail } from '@/lib/contracts/task';
import { INPUTS } from './support/documents';
import { STEERED } from './support/steered-model';
import { expect, KEY, test } from './support/test';

test.use({ env: { OPENAI_BASE_URL: STEERED, SIGNALBOX_LEASE_SECONDS: '5' } });

const TASKS = [
  { key: 'survey', role: 'project_manager', prompt: '[survey] Survey the berths of the northern pontoon.' },
  { key: 'prices', role: 'backend_engineer', prompt: '[prices] Work out the prices of a week in July.' },
  { key: 'report', role: 'tech_lead', prompt: '[report] Report to the harbour master.', dependsOn: ['survey', 'prices'] },
];
const MARKS = TASKS.map((task) => task.key);

test('kill -9 of the worker costs no finished turn, and the open page goes on to the end', async ({ page, api, model, product }) => {
  model.reset(MARKS);
  // Both are on their way with a second call when the worker dies.
  for (const mark of MARKS.slice(0, 2)) model.hold(mark, 1);
  const { id } = await api.read<{ id: string }>('/runs', {
    method: 'POST',
    body: { goal: 'A week in the marina', tasks: TASKS, inputs: INPUTS },
  });
  await page.goto(`/runs/${id}`);
  await page.evaluate(() => Reflect.set(window, 'notReloaded', true));
  await expect.poll(() => model.calls.length).toBe(4);
  await expect(page.locator('[data-testid=task-node][data-state=running]')).toHaveCount(2);
  await product.killWorker();
  for (const mark of MARKS) model.release(mark, 1);
  await expect(page.locator('h1 + *')).toHaveText('Succeeded', { timeout: 30_000 });
  await expect(page.locator('[data-testid=task-node][data-state=succeeded]')).toHaveCount(3);
  expect(await page.evaluate(() => Reflect.get(window, 'notReloaded'))).toBe(true);

  const run = await api.read<RunDetail>(`/runs/${id}`);
  for (const { key } of run.tasks) {
    const task = await api.read<TaskDetail>(`/runs/${id}/tasks/${key}`);
    expect(
      task.turnList.map((turn) => [turn.conversation, turn.turn]),
      key,
    ).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
    ]);
  }
  const counts: Record<string, number> = {};
  for (const { mark, answers } of model.calls) counts[`${mark} ${answers}`] = (counts[`${mark} ${answers}`] ?? 0) + 1;
  expect(counts).toEqual({
    'survey 0': 1,
    'survey 1': 2,
    'survey 2': 1,
    'prices 0': 1,
    'prices 1': 2,
    'prices 2': 1,
    'report 0': 1,
    'report 1': 1,
    'report 2': 1,
  });

  const events = await api.read<EventPage>(`/runs/${id}/events`);
  expect(events.items.map((event) => event.seq)).toEqual(Array.from({ length: run.lastSeq }, (_, index) => index + 1));
  const said = [events, run, await api.read(`/runs/${id}/tasks/survey`), product.output()].map((part) => JSON.stringify(part)).join();
  expect(said, 'the key of the endpoint').not.toContain(KEY);
  await expect.poll(async () => (await api.read<{ workers: number }>('/api/health')).workers).toBe(1);
});

test('a first request holds the documents, what it depends on, and its own prompt last', async ({ api, model }) => {
  model.reset(MARKS);
  const { id } = await api.read<{ id: string }>('/runs', {
    method: 'POST',
    body: { goal: 'A week in the marina', tasks: TASKS, inputs: INPUTS },
  });
  await expect.poll(async () => (await api.read<RunDetail>(`/runs/${id}`)).status).toBe('SUCCEEDED');
  const first = model.calls.find((call) => call.mark === 'report' && call.answers === 0)?.body.messages ?? [];
  const all = first.map((message) => message.content).join('\n');
  for (const { content } of INPUTS) expect(all).toContain(content.trim());
  for (const mark of MARKS.slice(0, 2)) expect(all).toContain(`# About ${mark}`);
  expect(first.findLast((message) => message.role === 'user')?.content).toContain(TASKS[2]!.prompt);
  expect(all).not.toContain('[survey] Survey the berths of the northern pontoon.');
});
