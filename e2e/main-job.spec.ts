import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import type { ArtifactSummary } from '@/lib/contracts/artifact';
import type { EventPage } from '@/lib/contracts/event';
import type { RunDetail } from '@/lib/contracts/run';
import { DOCUMENTS, GOAL } from './support/documents';
import { expect, test } from './support/test';

// Slow enough for its words to be seen, in a product of its own: its list of runs is empty.
test.use({ env: { SIGNALBOX_OFFLINE_CHARS_PER_SECOND: '2000' }, storageState: undefined });

/** What only the documents say. */
const FACTS = ['K-07', 'Kilrush', '14 nights'];

test('a person brings a goal with documents and takes the artifacts home', async ({ page, product, api, faults }) => {
  await test.step('sign in, once with a wrong password', async () => {
    faults.expect(/401/);
    await page.goto('/');
    await expect(page).toHaveURL(/\/sign-in/);
    await page.getByLabel('E-mail').fill(product.adminEmail);
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert').filter({ hasText: /password/i })).toBeVisible();
    await expect(page.getByLabel('E-mail')).toHaveValue(product.adminEmail);
    await page.getByLabel('Password').fill(product.adminPassword);
    await page.getByRole('button', { name: 'Sign in' }).click();
  });

  await test.step('the empty list says what will be here', async () => {
    await expect(page.getByRole('heading', { name: 'Nothing has run yet' })).toBeVisible();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Runs', exact: true }).click();
    await expect(page).toHaveURL(/\/runs$/);
    await expect(page.getByRole('heading', { name: 'No runs yet' })).toBeVisible();
    await expect(page.getByText('offline model').filter({ visible: true }).first()).toBeVisible();
    await page.getByRole('link', { name: 'Start the first run' }).click();
  });

  await test.step('state the goal, attach documents, set a budget', async () => {
    await page.getByLabel('Goal').fill(GOAL);
    await page.getByLabel('Add documents').setInputFiles(DOCUMENTS[0]!.path);
    await dropFile(page, DOCUMENTS[1]!);
    for (const { name, type } of DOCUMENTS) await expect(page.getByLabel(`Type of ${name}`)).toHaveText(type);
    await page.getByLabel('Budget in US dollars').fill('5');
    await page.getByRole('button', { name: /Start run/ }).click();
  });

  let words: (where: 'panel' | 'drawer') => Promise<number[]>;
  await test.step('the planner speaks, and the graph appears by itself', async () => {
    await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}/);
    words = await recordPage(page);
    await page.getByRole('button', { name: 'Open the planner' }).click();
    await expect(page.getByTestId('task-node').first()).toBeVisible();
    await page.getByTestId('task-drawer').getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Fit' }).click();
    await expect.poll(() => page.getByTestId('task-node').count()).toBeGreaterThan(5);
    for (const lengths of [await words('panel'), await words('drawer')]) {
      expect(new Set(lengths).size, 'words appear one after the other').toBeGreaterThan(3);
      expect(lengths.toSorted((a, b) => a - b)).toEqual(lengths);
    }
  });
  const runId = new URL(page.url()).pathname.split('/').at(-1)!;

  await test.step('nodes change by themselves until the run has succeeded', async () => {
    await expect(page.locator('h1 + *')).toHaveText('Succeeded', { timeout: 60_000 });
    const moves = Object.values(await page.evaluate(() => Reflect.get(window, 'nodeStates') as Record<string, string[]>));
    const full = moves.filter((states) => ['pending', 'running', 'succeeded'].every((state) => states.includes(state)));
    expect(full.length, JSON.stringify(moves)).toBeGreaterThan(0);
    await expect(page.locator('[data-testid=task-node]:not([data-state=succeeded])')).toHaveCount(0);
    expect(await words('panel'), 'the page was not reloaded').not.toEqual([]);
  });

  const run = await api.read<RunDetail>(`/runs/${runId}`);
  const artifacts = (await api.read<{ items: ArtifactSummary[] }>(`/runs/${runId}/artifacts`)).items;

  await test.step('a task tells what it was asked, said, tried and cost', async () => {
    const drawer = page.getByTestId('task-drawer');
    await page.locator('[data-testid=task-node][data-task=requirements]').click();
    await expect(drawer.getByRole('article', { name: 'Turn 1', exact: true })).toContainText('berth-notes.md');
    await expect(drawer.getByRole('button', { name: /write_artifact/ })).toBeVisible();
    await drawer.getByRole('tab', { name: 'Prompt' }).click();
    for (const fact of ['K-07,East,16.0,3.4,63A,RNLI lifeboat', 'at most 14 nights']) await expect(drawer.getByText(fact)).toBeVisible();
    await drawer.getByRole('tab', { name: 'Attempts' }).click();
    await expect(drawer.getByRole('heading', { name: /Attempt 1/ })).toBeVisible();
    await drawer.getByRole('tab', { name: 'Cost' }).click();
    await expect(drawer.getByRole('row', { name: /Total/ })).toContainText('$');
    await drawer.getByRole('button', { name: 'Close' }).click();
    await expect(drawer).toBeHidden();
  });

  await test.step('read artifacts, take one and all', async () => {
    await page.getByRole('tab', { name: /Artifacts/ }).click();
    const list = page.getByRole('navigation', { name: 'Artifacts' });
    await list.getByRole('button', { name: /requirements\.md/ }).click();
    const shown = page.getByRole('article', { name: 'requirements.md' });
    await expect(shown.getByRole('heading', { name: /Kilrush/ }).first()).toBeVisible();
    await expect(shown.getByText('14 nights').first()).toBeVisible();
    const [one] = await Promise.all([page.waitForEvent('download'), shown.getByRole('button', { name: 'Download' }).click()]);
    const { content } = await api.read<{ content: string }>(`/artifacts/${artifacts.find(({ name }) => name === 'requirements.md')!.id}`);
    expect(await readFile(await one.path(), 'utf8')).toBe(content);

    const code = artifacts.find(({ name }) => name.endsWith('.ts'))!;
    await list.getByRole('button', { name: code.name }).first().click();
    const colours = page.getByRole('article', { name: code.name }).locator('pre span');
    await expect
      .poll(() => colours.evaluateAll((spans) => new Set(spans.map((span) => getComputedStyle(span).color)).size))
      .toBeGreaterThan(2);

    const [all] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download all as zip' }).click()]);
    expect(all.suggestedFilename()).toMatch(/\.zip$/);
    const files = unzipSync(new Uint8Array(await readFile(await all.path())));
    const texts = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]));
    for (const { name, content: sent } of DOCUMENTS) expect(texts[`inputs/${name}`]).toBe(sent);
    for (const { key } of run.tasks)
      expect(
        Object.keys(texts).some((name) => name.startsWith(`${key}/`)),
        key,
      ).toBe(true);
    const written = Object.entries(texts).filter(([name]) => !name.startsWith('inputs/'));
    for (const fact of FACTS) expect(written.filter(([, text]) => text.includes(fact)).length, fact).toBeGreaterThan(3);
  });

  await test.step('the log is whole', async () => {
    await page.getByRole('tab', { name: /Events/ }).click();
    const log = page.getByTestId('event-log');
    await expect(log.getByRole('button', { name: `Details of event ${run.lastSeq}`, exact: true })).toBeVisible();
    await expect(log).toContainText('succeeded');
    const events = await api.read<EventPage>(`/runs/${runId}/events`);
    expect(events.items.map((event) => event.seq)).toEqual(Array.from({ length: events.lastSeq }, (_, index) => index + 1));
    expect(events.lastSeq).toBe(run.lastSeq);
  });

  await test.step('the list knows it', async () => {
    await page.getByRole('link', { name: 'Runs', exact: true }).first().click();
    const row = page.getByRole('table', { name: 'Runs' }).getByRole('row').filter({ hasText: 'Kilrush marina' });
    await expect(row).toContainText('Succeeded');
    await expect(row).toContainText('of $5.00');
  });
});

/** Keeps, at each change of the page, the length of the speech and each node's state: what was shown is known however soon it ended. */
async function recordPage(page: Page): Promise<(where: 'panel' | 'drawer') => Promise<number[]>> {
  await page.evaluate(() => {
    const lengths = { panel: [] as number[], drawer: [] as number[] };
    const states: Record<string, string[]> = {};
    Reflect.set(window, 'wordLengths', lengths);
    Reflect.set(window, 'nodeStates', states);
    new MutationObserver(() => {
      const panel = document.querySelector('[data-testid=planning] pre')?.textContent;
      const drawer = document.querySelector('[data-testid=speaking]')?.textContent;
      if (panel) lengths.panel.push(panel.length);
      if (drawer) lengths.drawer.push(drawer.length);
      for (const { dataset } of document.querySelectorAll<HTMLElement>('[data-testid=task-node]')) {
        const { task = '', state = '' } = dataset;
        states[task] ??= [];
        if (states[task].at(-1) !== state) states[task].push(state);
      }
    }).observe(document.body, { attributeFilter: ['data-state'], childList: true, subtree: true, characterData: true });
  });
  return (where) => page.evaluate((key) => Reflect.get(window, 'wordLengths')?.[key] ?? [], where);
}

/** As a file dragged from the desk falls. */
async function dropFile(page: Page, document: { name: string; content: string }): Promise<void> {
  const transfer = await page.evaluateHandle(({ name, content }) => {
    const data = new DataTransfer();
    data.items.add(new File([content], name, { type: 'text/csv' }));
    return data;
  }, document);
  const target = page.getByRole('region', { name: 'Documents' }).locator('input').locator('..');
  for (const type of ['dragenter', 'dragover', 'drop']) await target.dispatchEvent(type, { dataTransfer: transfer });
}
