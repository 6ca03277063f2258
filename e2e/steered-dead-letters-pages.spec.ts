import type { Page } from '@playwright/test';
import type { DeadLetter, DeadLetterListItem, Incident } from '@/lib/contracts/dead-letter';
import type { RunDetail } from '@/lib/contracts/run';
import type { RunApi } from './support/run-api';
import { STEERED } from './support/steered-model';
import { expect, test } from './support/test';

test.use({ env: { OPENAI_BASE_URL: STEERED, SIGNALBOX_LEASE_SECONDS: '5' } });

const task = (key: string, dependsOn: string[] = []) => ({ key, role: 'tech_lead', prompt: `[${key}] Do it.`, dependsOn, maxAttempts: 1 });

/** A run that fails, and its letters. */
async function fail(api: RunApi, tasks: object[]): Promise<{ id: string; letters: DeadLetterListItem[] }> {
  const { id } = await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal: 'A night in the marina', tasks } });
  await expect.poll(async () => (await api.read<RunDetail>(`/runs/${id}`)).status, { timeout: 60_000 }).toBe('FAILED');
  const { items } = await api.read<{ items: DeadLetterListItem[] }>(`/dead-letters?runId=${id}`);
  return { id, letters: items };
}
const rows = (page: Page) => page.getByTestId('letter-row');
const letterOf = (api: RunApi, id: string) => api.read<DeadLetter>(`/dead-letters/${id}`);

test('three causes are three incidents, and their letters are dealt with by keys alone', async ({ page, api, model }) => {
  model.reset(['a1', 'a2', 'b', 'c']);
  for (const mark of ['a1', 'a2']) model.fail(mark, 0, 415);
  model.fail('b', 0, 416);
  model.fail('c', 0, 406);
  const { id, letters } = await fail(api, [task('a1'), task('a2'), task('b'), task('c')]);
  expect(letters).toHaveLength(4);
  await page.goto('/');
  await expect(page.getByRole('region', { name: 'Needs a person' }).getByRole('link', { name: /open incident/ })).toBeVisible();
  await expect(page.getByRole('complementary').getByTestId('dead-letter-count')).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await expect(page).toHaveURL(/\/dead-letters$/);

  await page.goto(`/dead-letters?run=${id}`);
  const table = page.getByRole('table', { name: 'Incidents' });
  await expect(table.getByRole('link')).toHaveCount(3);
  for (const status of [415, 416, 406]) await expect(table.getByText(`HTTP ${status}`)).toBeVisible();
  await page.getByLabel('Search incidents').fill('415');
  await expect(table.getByRole('link')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/dead-letters/[0-9a-f]{32}\\?run=${id}`));
  await expect(rows(page)).toHaveCount(2);
  const pane = page.getByRole('article');
  await expect(pane).toContainText('steered refusal');
  await expect(pane).toContainText('HTTP 415');

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText('Canary replay of the incident');
  await page.keyboard.press('Escape');
  const first = await pane.getAttribute('aria-label');
  await page.keyboard.press('j');
  await expect(pane).not.toHaveAttribute('aria-label', first ?? '');
  await page.keyboard.press('k');
  await expect(pane).toHaveAttribute('aria-label', first ?? '');
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await expect(page.getByRole('region', { name: 'Selected dead letters' })).toContainText('2 selected');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'Selected dead letters' })).toHaveCount(0);

  await page.keyboard.press('d');
  const discard = page.getByRole('dialog', { name: 'Discard this dead letter' });
  await expect(discard.getByLabel('Reason')).toBeFocused();
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(discard).toContainText('Say why');
  await page.keyboard.type('Known since May');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(discard).toHaveCount(0);
  await expect(rows(page)).toHaveCount(1);
  await page.keyboard.press('u');
  await expect(rows(page)).toHaveCount(2);

  await page.keyboard.press('s');
  await page.getByRole('dialog', { name: 'Resolve this dead letter' }).getByLabel('Notes').fill('Done by hand');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(rows(page)).toHaveCount(1);
  const statuses = async () =>
    (await api.read<RunDetail>(`/runs/${id}`)).tasks.filter(({ key }) => key.startsWith('a')).map((one) => one.status);
  expect((await statuses()).toSorted()).toEqual(['FAILED', 'SKIPPED']);
});

test('what was typed stays when the server refuses it', async ({ page, api, model, faults }) => {
  model.reset(['late']);
  model.fail('late', 0, 405);
  const { letters } = await fail(api, [task('late')]);
  const [letter] = letters;
  await page.goto(`/dead-letters/${letter?.fingerprint}?letter=${letter?.id}`);
  await page.getByRole('button', { name: 'Discard…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('Nobody needs it');
  await api.read(`/dead-letters/${letter?.id}/discard`, { method: 'POST', body: { reason: 'First' } });
  faults.expect(/409/);
  await dialog.getByRole('button', { name: 'Discard' }).click();
  await expect(dialog.getByRole('alert')).toContainText('discarded already');
  await expect(dialog.getByLabel('Reason')).toHaveValue('Nobody needs it');
});

test('replayed from its task with another prompt, which is shown as a diff, it succeeds', async ({ page, api, model }) => {
  model.reset(['before', 'knots']);
  model.fail('knots', 0, 417, 1);
  const { id, letters } = await fail(api, [task('before'), task('knots', ['before'])]);
  const [letter] = letters;
  model.calls.length = 0;
  await page.goto(`/runs/${id}?task=knots`);
  const drawer = page.getByTestId('task-drawer');
  await drawer.getByRole('link', { name: /dead letter/ }).click();
  await expect(page).toHaveURL(new RegExp(`letter=${letter?.id}`));
  await expect(page.getByRole('article')).toContainText('[knots] Do it.');
  await page.keyboard.press('r');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Prompt').fill('[knots] Do it in knots.');
  await dialog.getByLabel('Time limit in seconds').fill('0');
  await dialog.getByRole('button', { name: 'Replay' }).click();
  await expect(dialog.getByRole('alert')).toContainText('whole number of seconds');
  await dialog.getByLabel('Time limit in seconds').fill('600');
  const changes = dialog.getByRole('region', { name: 'What changes' });
  await expect(changes).toContainText('Prompt: 1 line added, 1 removed');
  await expect(changes.getByRole('insertion')).toHaveText('600 s');
  await dialog.getByRole('button', { name: 'Replay' }).click();
  const fate = page.getByRole('region', { name: 'What became of it' });
  await expect(fate).toContainText('The task succeeded.', { timeout: 30_000 });
  await expect(fate).toContainText('[knots] Do it in knots.');
  expect(model.calls.map(({ mark }) => mark)).not.toContain('before');
  expect((await letterOf(api, letter?.id ?? '')).changes?.after).toMatchObject({ prompt: '[knots] Do it in knots.', timeoutSeconds: 600 });
  await expect.poll(async () => (await api.read<RunDetail>(`/runs/${id}`)).status).toBe('SUCCEEDED');
});

test('a canary that fails leaves the rest alone; one that passes lets it follow', async ({ page, api, model }) => {
  model.reset(['q']);
  model.fail('q', 0, 410);
  const runs = await Promise.all([1, 2, 3].map(() => fail(api, [task('q')])));
  const fingerprint = runs[0]?.letters[0]?.fingerprint;
  const incident = () => api.read<Incident>(`/incidents/${fingerprint}`);
  await page.goto(`/dead-letters/${fingerprint}`);
  await expect(rows(page)).toHaveCount(3);
  const replay = async () => {
    await page.keyboard.press('Shift+R');
    await page.getByRole('dialog').getByRole('button', { name: 'Replay one, then the rest' }).click();
  };
  const progress = page.getByTestId('incident-replay');
  await replay();
  await expect(progress.getByRole('status')).toHaveText('Canary failed', { timeout: 30_000 });
  await expect(progress).toContainText('1 of 3 replayed');
  expect(await incident()).toMatchObject({ open: 3, total: 4 });

  model.reset(['q']);
  await replay();
  await expect(progress.getByRole('status')).toHaveText('Replay done', { timeout: 60_000 });
  await expect(progress).toContainText('3 of 3 replayed');
  await expect(progress).toContainText('3 succeeded');
  expect(await incident()).toMatchObject({ open: 0, status: 'closed' });
  for (const { id } of runs) expect((await api.read<RunDetail>(`/runs/${id}`)).status).toBe('SUCCEEDED');
});

test('on a phone the list, the incident and the letter follow one another', async ({ page, api, model }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  model.reset(['thumb']);
  model.fail('thumb', 0, 414);
  const { id, letters } = await fail(api, [task('thumb')]);
  await page.goto(`/dead-letters?run=${id}`);
  await page.getByRole('table', { name: 'Incidents' }).getByRole('link').click();
  await rows(page).getByRole('link').click();
  await expect(page.getByRole('article')).toBeVisible();
  await expect(rows(page)).toBeHidden();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.getByRole('button', { name: 'Resolve…' }).click();
  await page.getByRole('dialog').getByLabel('Notes').fill('By hand');
  await page.getByRole('dialog').getByRole('button', { name: 'Resolve' }).click();
  await expect(page.getByRole('region', { name: 'What became of it' })).toContainText('By hand');
  await page.getByRole('link', { name: 'All letters of this incident' }).click();
  await expect(rows(page)).toBeVisible();
  expect((await letterOf(api, letters[0]?.id ?? '')).status).toBe('resolved');
});
