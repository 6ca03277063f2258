import type { Page } from '@playwright/test';
import type { RunDetail } from '@/lib/contracts/run';
import { failedLetter } from './support/dead-letter';
import { expect, test } from './support/test';
import { DOCUMENTS, PAYLOADS } from './support/xss';

/** No dialog, nothing run, nothing of another site asked for; violations of the policy are faults of the page already. */
async function watch(page: Page): Promise<() => Promise<void>> {
  const dialogs: string[] = [];
  const foreign: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url().includes('evil.example')) foreign.push(request.url());
  });
  return async () => {
    expect(dialogs).toEqual([]);
    expect(foreign).toEqual([]);
    expect(await page.evaluate(() => Reflect.get(window, 'pwned'))).toBeUndefined();
    expect(
      await page.locator('main iframe, main base, main script:not([nonce]), main [onerror], main [onload], main [ontoggle]').count(),
    ).toBe(0);
    expect(await page.locator('a[href^="javascript:" i], a[href^="data:" i]').count()).toBe(0);
  };
}

test('what models, tools and people write is text wherever it is shown', async ({ page, api }) => {
  test.setTimeout(180_000);
  const harmless = await watch(page);
  const tasks = PAYLOADS.map((payload, index) => ({
    key: `task-${index}`,
    title: payload,
    role: 'project_manager',
    prompt: `${payload} Read the documents with read_artifact.`,
  }));
  const goal = `${PAYLOADS[0]} ${PAYLOADS[1]}`;
  const { id } = await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal, tasks, inputs: DOCUMENTS } });
  await api.read('/tokens', { method: 'POST', body: { name: PAYLOADS[1], role: 'viewer' } });
  await expect.poll(async () => (await api.read<RunDetail>(`/runs/${id}`)).status, { timeout: 90_000 }).toBe('SUCCEEDED');

  await page.goto('/runs');
  await expect(page.getByText('<script>window.pwned=1;alert(1)</script>').first()).toBeVisible();
  await harmless();

  await page.goto(`/runs/${id}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('<script>window.pwned=1');
  await expect(page.getByTestId('task-node').first()).toBeVisible();
  await harmless();

  for (const tab of ['transcript', 'prompt', 'artifacts', 'attempts']) {
    await page.goto(`/runs/${id}?task=task-1&tab=${tab}`);
    await expect(page.getByTestId('task-drawer')).toContainText('<img src=x onerror');
    await harmless();
  }

  const { items } = await api.read<{ items: { id: string; name: string; taskKey: string | null }[] }>(`/runs/${id}/artifacts`);
  for (const artifact of items.filter(({ taskKey }) => taskKey === null)) {
    await page.goto(`/runs/${id}?view=artifacts&artifact=${artifact.id}`);
    await expect(page.getByRole('main')).toContainText(artifact.name);
    await expect(page.getByRole('main')).toContainText(artifact.name === 'page.md' ? 'press me' : /pwned|onerror|onload/);
    await harmless();
    // Opened as a page of its own, an answer of the API can do nothing.
    const raw = await api.call(`/artifacts/${artifact.id}`);
    expect(raw.headers.get('content-security-policy')).toContain('sandbox');
    expect(raw.headers.get('x-content-type-options')).toBe('nosniff');
  }

  await page.goto(`/runs/${id}?view=events`);
  await expect(page.getByTestId('event-log')).toBeVisible();
  await harmless();

  const letter = await failedLetter(api, PAYLOADS[1]);
  await page.goto('/dead-letters');
  await expect(page.getByRole('table', { name: 'Incidents' })).toBeVisible();
  await harmless();
  await page.goto(`/dead-letters/${letter.fingerprint}?letter=${letter.id}`);
  await expect(page.getByRole('article')).toContainText('<img src=x onerror');
  await harmless();
  await page.getByRole('button', { name: 'Replay…' }).click();
  await page.getByRole('dialog').getByLabel('Prompt').fill(PAYLOADS.join('\n'));
  await expect(page.getByRole('region', { name: 'What changes' })).toContainText('<script>window.pwned=1');
  await harmless();

  await page.goto('/settings/tokens');
  await expect(page.getByText(PAYLOADS[1])).toBeVisible();
  await harmless();
  await page.goto('/settings/audit');
  await expect(page.getByText(PAYLOADS[1]).first()).toBeVisible();
  await harmless();
});

test('no page violates the content security policy', async ({ page, faults }) => {
  faults.expect(/410/);
  for (const path of [
    '/',
    '/runs',
    '/runs/new',
    '/tasks',
    '/dead-letters',
    '/workflows',
    '/agents',
    '/settings/account',
    '/settings/appearance',
    '/settings/escalations',
    '/settings/general',
    '/settings/mcp',
    '/settings/models',
    '/settings/prices',
    '/settings/people',
    '/settings/tokens',
    '/settings/audit',
    '/invitation',
    '/new-password',
  ]) {
    const answer = await page.goto(path);
    const policy = answer?.headers()['content-security-policy'] ?? '';
    expect(policy, path).toMatch(/script-src 'self' 'nonce-[^']+'/);
    expect(policy, path).not.toMatch(/script-src[^;]*unsafe/);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  }
});
