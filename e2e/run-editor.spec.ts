import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Locator, Page } from '@playwright/test';
import type { RunDetail } from '@/lib/contracts/run';
import type { RunApi } from './support/run-api';
import { STEERED } from './support/steered-model';
import { expect, test } from './support/test';

test.use({ env: { OPENAI_BASE_URL: STEERED, SIGNALBOX_LEASE_SECONDS: '5' } });

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TASKS = [
  { key: 'survey', title: 'Survey', role: 'project_manager', prompt: '[survey] List the berths.' },
  { key: 'depths', title: 'Depths', role: 'tech_lead', prompt: '[depths] Measure.', dependsOn: ['survey'] },
  { key: 'tides', title: 'Tides', role: 'tech_lead', prompt: '[tides] Measure.', dependsOn: ['survey'] },
  { key: 'report', title: 'Report', role: 'tech_lead', prompt: '[report] Write it up.', dependsOn: ['depths', 'tides'] },
];
test.beforeEach(({ model }) => {
  model.reset(['survey', 'depths', 'tides', 'report']);
  // The first task goes on for as long as the graph is edited.
  model.hold('survey', 0);
});
test.afterEach(({ model }) => model.release('survey', 0));

const node = (page: Page, key: string) => page.locator(`[data-testid=edit-node][data-task=${key}]`);
const marks = (page: Page) =>
  page
    .locator('[data-mark]')
    .evaluateAll((boxes) => boxes.map((box) => `${box.getAttribute('data-task')} ${box.getAttribute('data-mark')}`).sort());
const said = (page: Page) => page.getByTestId('edit-said');

async function start(api: RunApi): Promise<string> {
  const { id } = await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal: 'Berths under edit', tasks: TASKS } });
  const first = async () => (await api.read<RunDetail>(`/runs/${id}`)).tasks.find((task) => task.key === 'survey')?.status;
  await expect.poll(first, { timeout: 40_000 }).toBe('RUNNING');
  return id;
}

async function middleOf(box: Locator): Promise<{ x: number; y: number; left: number; right: number }> {
  const found = await box.boundingBox();
  if (!found) throw new Error('it is not drawn');
  return { x: found.x + found.width / 2, y: found.y + found.height / 2, left: found.x, right: found.x + found.width };
}

async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
}

async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    // What was just evaluated left itself on the window.
    const { axe } = window as unknown as {
      axe: { run(options: object): Promise<{ violations: { id: string; impact: string; nodes: { target: unknown[] }[] }[] }> };
    };
    const { violations } = await axe.run({ resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  });
}

test('a graph is edited by mouse over what goes on, and applied', async ({ page, api }) => {
  const id = await start(api);
  await page.goto(`/runs/${id}`);
  await page.getByRole('button', { name: 'Edit graph' }).click();
  await expect(page).toHaveURL(/edit=1/);
  await expect(node(page, 'survey')).toContainText('edits apply from its next attempt');

  // A gate from the palette, dropped on an edge.
  const [depths, report] = [await middleOf(node(page, 'depths')), await middleOf(node(page, 'report'))];
  const palette = await middleOf(page.locator('[data-palette=gate]'));
  await drag(page, palette, { x: (depths.right + report.left) / 2, y: (depths.y + report.y) / 2 });
  await expect(page.getByTestId('drop-edge')).toBeAttached();
  await page.mouse.up();
  await expect(said(page)).toContainText('Code review added between Depths and Report. 1 change.');
  expect(await marks(page)).toEqual(['code_review added']);

  // A line that would lead in a circle refuses while it is drawn, and says why.
  const gate = await middleOf(node(page, 'code_review'));
  await drag(page, { x: gate.right, y: gate.y }, await middleOf(node(page, 'depths')));
  await expect(node(page, 'depths')).toContainText('That would be a circle: Depths → Code review → Depths');
  await page.mouse.up();
  await expect(said(page)).toContainText('Not possible');

  // One that may be drawn.
  const tides = await middleOf(node(page, 'tides'));
  await drag(page, { x: tides.right, y: tides.y }, await middleOf(node(page, 'code_review')));
  await page.mouse.up();
  await expect(said(page)).toContainText('Code review waits for Tides. 2 changes.');

  // What falls is shown first; then the task stays to be seen, struck out.
  await node(page, 'tides').click();
  await page.keyboard.press('Delete');
  const asked = page.getByRole('alertdialog', { name: 'Remove Tides?' });
  await expect(asked).toContainText('Report then waits for Survey instead.');
  await asked.getByRole('button', { name: 'Remove task' }).click();
  expect(await marks(page)).toEqual(['code_review added', 'tides removed']);

  // A band around two boxes selects them; they are moved together, and one undo brings both back.
  const first = await middleOf(node(page, 'survey'));
  await page.keyboard.down('Shift');
  await drag(page, { x: first.left - 12, y: first.y - 90 }, { x: depths.right + 6, y: first.y + 90 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await expect(page.locator('[data-selected]')).not.toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(said(page)).toContainText('Undone: Tides removed. 2 changes.');
  await page.keyboard.press('Control+Shift+z');
  expect(await marks(page)).toEqual(['code_review added', 'tides removed']);

  await page.reload();
  await expect(node(page, 'code_review')).toBeVisible();
  expect(await marks(page), 'a reload keeps what is staged').toEqual(['code_review added', 'tides removed']);
  await page.getByRole('button', { name: /^Apply 3 changes/ }).click();
  await expect(page.getByTestId('run-editor')).toHaveCount(0);
  const { tasks } = await api.read<RunDetail>(`/runs/${id}`);
  expect(tasks.map(({ key, dependsOn }) => `${key}(${dependsOn})`)).toEqual([
    'survey()',
    'depths(survey)',
    expect.stringMatching(/^report\((code_review,survey|survey,code_review)\)$/),
    expect.stringMatching(/^code_review\((depths,survey|survey,depths)\)$/),
  ]);
});

test('the same by keyboard alone, said aloud, with the focus never lost', async ({ page, api }) => {
  const id = await start(api);
  await page.goto(`/runs/${id}`);
  await expect(page.getByTestId('run-graph')).toBeVisible();
  await page.keyboard.press('e');
  const canvas = page.getByTestId('run-editor');
  await expect(canvas).toBeFocused();

  await page.keyboard.press('j');
  await expect(said(page)).toContainText('Survey, running');
  await page.keyboard.press('ArrowRight');
  await expect(said(page)).toContainText(/(Depths|Tides), pending, tech_lead, waits for 1 task, 1 task waits for it/);
  await page.keyboard.press('g');
  await expect(said(page)).toContainText(/Code review added after (Depths|Tides). 1 change./);
  // Escape leaves the panel and the selection, then it would leave the editor.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-selected]')).toHaveCount(0);

  // Connects to what is typed; a circle is refused in words.
  await page.keyboard.press('c');
  await page.keyboard.type('surv');
  await page.keyboard.press('Enter');
  await expect(said(page)).toContainText('Not possible: That would be a circle');
  await page.keyboard.press('Escape');
  await expect(canvas).toBeFocused();
  await page.keyboard.press('k');
  await page.keyboard.press('Shift+c');
  await page.keyboard.press('Escape');

  // An edge of the task under the cursor.
  await page.keyboard.press(']');
  await expect(said(page)).toContainText('Edge:');
  await page.keyboard.press('Escape');

  // Selected one by one, copied, pasted beside.
  await page.keyboard.press('/');
  await page.getByLabel('Find a task').fill('Report');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-selected]')).toHaveAttribute('data-task', 'report');
  await page.keyboard.press('Control+d');
  await expect(said(page)).toContainText('1 task duplicated. 2 changes.');
  await page.keyboard.press('Control+z');
  await expect(said(page)).toContainText('Undone: 1 task duplicated. 1 change.');

  await page.keyboard.press('Delete');
  const asked = page.getByRole('alertdialog');
  await expect(asked).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(said(page)).toContainText('removed. 2 changes.');
  await expect(canvas).toBeFocused();

  // Leaving with something staged asks; what is kept is there again.
  for (let press = 0; press < 3 && !(await page.getByRole('dialog').isVisible()); press++) await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: '2 changes not applied' })).toBeVisible();
  await page.getByRole('button', { name: 'Leave, keep them here' }).click();
  await expect(page.getByTestId('run-graph')).toBeVisible();
  await page.keyboard.press('e');
  await expect(node(page, 'code_review')).toBeVisible();
  expect(await marks(page)).toHaveLength(2);
  await page.goBack();
  await expect(page.getByTestId('run-editor'), 'back leads out').toHaveCount(0);
});

test('a part of a graph goes to another run by the clipboard', async ({ page, api, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const [from, to] = [await start(api), await start(api)];
  await page.goto(`/runs/${from}?edit=1`);
  await node(page, 'depths').click();
  await node(page, 'report').click({ modifiers: ['Shift'] });
  await expect(page.locator('[data-selected]')).toHaveCount(2);
  await page.keyboard.press('Control+c');
  await expect(said(page)).toContainText('Copied.');
  await page.goto(`/runs/${to}?edit=1`);
  await expect(node(page, 'depths')).toBeVisible();
  await page.keyboard.press('Control+v');
  await expect(said(page)).toContainText('2 tasks pasted. 1 change.');
  expect(await marks(page)).toEqual(['depths_2 added', 'report_2 added']);
});

for (const scheme of ['light', 'dark'] as const) {
  test(`no serious barrier stands in the editor (${scheme})`, async ({ page, api }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    const id = await start(api);
    await page.goto(`/runs/${id}?edit=1`);
    await node(page, 'report').click();
    await page.keyboard.press('n');
    await expect(node(page, 'new_task')).toBeVisible();
    expect(await barriers(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(page.getByRole('button', { name: 'Edit Report' })).toBeAttached();
    expect(await barriers(page)).toEqual([]);
  });
}
