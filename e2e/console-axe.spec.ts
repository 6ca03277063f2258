import { violations } from './support/axe';
import { addressOf, askedAbout, consoleRoutes } from './support/console-addresses';
import { failedLetter } from './support/dead-letter';
import type { RunApi } from './support/run-api';
import { expect, test } from './support/test';

/** A page, and further states of it worth looking at. */
function addressesOf(
  route: string,
  ids: { runId: string; taskKey: string; workflowKey: string; fingerprint: string; letterId: string; escalationId: string },
): string[] {
  const address = addressOf(route, ids);
  const further: Record<string, readonly string[]> = {
    '/runs/[runId]': [`task=${ids.taskKey}`, 'view=timeline', 'view=timeline&at=3', 'view=artifacts', 'view=events'],
    '/compare': [`left=run:${ids.runId}&right=run:${ids.runId}`],
    '/workflows/new': ['view=yaml'],
    '/workflows/[key]': ['tab=tasks', 'tab=versions', 'tab=triggers'],
    '/inbox': ['show=people', 'q=nothing-is-called-this'],
    '/dead-letters': ['status=all', 'q=nothing-is-called-this'],
    '/dead-letters/[fingerprint]': [`letter=${ids.letterId}`, 'show=all'],
    '/agents/[role]': ['tab=versions', 'tab=try', 'tab=record'],
  };
  return [address, ...(further[route] ?? []).map((query) => `${address}?${query}`)];
}

async function endedRun(api: RunApi): Promise<string> {
  const { id } = await api.read<{ id: string }>('/runs', {
    method: 'POST',
    body: { goal: 'A run to look at', tasks: [{ key: 'look', role: 'tech_lead', prompt: 'Write a word.' }] },
  });
  await expect.poll(async () => (await api.read<{ status: string }>(`/runs/${id}`)).status, { timeout: 60_000 }).toBe('SUCCEEDED');
  return id;
}

/** A workflow that can be edited, with what starts it. */
async function ownWorkflow(api: RunApi, key: string): Promise<string> {
  const inputs = [{ name: 'pier', type: 'text', default: 'east' }];
  const tasks = [{ key: 'survey', role: 'tech_lead', prompt: 'List the berths of {{inputs.pier}}' }];
  await api.read('/workflows', { method: 'POST', body: { key, goal: 'Plan {{inputs.pier}}', inputs, tasks } });
  await api.read(`/workflows/${key}/schedules`, { method: 'POST', body: { name: 'mornings', cron: '30 9 * * *' } });
  await api.read(`/workflows/${key}/webhooks`, { method: 'POST', body: { name: 'ci' } });
  return key;
}

for (const scheme of ['light', 'dark'] as const) {
  test(`no page has a serious barrier (${scheme})`, async ({ page, api }) => {
    test.setTimeout(300_000);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    const { fingerprint, id: letterId } = await failedLetter(api, 'Look at a failure');
    const runId = await endedRun(api);
    const ids = {
      runId,
      escalationId: await askedAbout(api, runId),
      taskKey: 'look',
      workflowKey: await ownWorkflow(api, `axe-${scheme}`),
      fingerprint,
      letterId,
    };
    const seen: Record<string, string[]> = {};
    for (const address of consoleRoutes().flatMap((route) => addressesOf(route, ids))) {
      await page.goto(address);
      // The page has its data: no skeleton stands any more.
      await expect(page.locator('main')).toBeVisible();
      await expect(page.locator('[data-skeleton]')).toHaveCount(0);
      const found = await violations(page);
      if (found.length > 0) seen[address] = found;
    }
    expect(seen).toEqual({});
  });
}

test('the doors have no serious barrier', async ({ browser, product }) => {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  for (const path of ['/sign-in', '/welcome#token=none', '/invitation#token=none', '/new-password#token=none']) {
    await page.goto(`${product.url}${path}`);
    await expect(page.getByRole('heading').first()).toBeVisible();
    expect(await violations(page), path).toEqual([]);
  }
  await context.close();
});
