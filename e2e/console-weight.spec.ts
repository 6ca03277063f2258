import { addressOf, askedAbout, consoleRoutes } from './support/console-addresses';
import { failedLetter } from './support/dead-letter';
import { SCRIPT_BUDGET_BYTES, weighScripts } from './support/script-weight';
import { expect, test } from './support/test';

/** Graph, charts and editors come when they are needed: after a first load that holds without them. Bytes beyond the promise. */
const LATER: Record<string, number> = {
  '/': 110_000,
  '/inbox': 35_000,
  // The same evidence, alone on the page.
  '/inbox/[escalationId]': 10_000,
  '/runs/[runId]': 75_000,
  '/workflows/new': 75_000,
  '/workflows/[key]/edit': 75_000,
};

test('no page loads more script than is promised', async ({ browser, product, api, session }) => {
  test.setTimeout(300_000);
  const { id: runId } = await api.read<{ id: string }>('/runs', {
    method: 'POST',
    body: { goal: 'A run to weigh', tasks: [{ key: 'look', role: 'tech_lead', prompt: 'Write a word.' }] },
  });
  const { fingerprint } = await failedLetter(api, 'Weigh a failure');
  const escalationId = await askedAbout(api, runId);
  const over: string[] = [];
  const weigh = async (route: string, storageState: typeof session, content: string) => {
    // A browser that was never here: nothing is cached.
    const context = await browser.newContext({ baseURL: product.url, storageState });
    const weight = await weighScripts(await context.newPage(), addressOf(route, { runId, fingerprint, escalationId }), content);
    await context.close();
    const allowed = SCRIPT_BUDGET_BYTES + (LATER[route] ?? 0);
    // Less than React alone weighs: the scripts were not seen, and nothing was measured.
    expect(weight.documentBytes, route).toBeGreaterThan(60_000);
    if (weight.documentBytes > SCRIPT_BUDGET_BYTES || weight.bytes > allowed) {
      over.push(`${route}: ${weight.documentBytes} with the document, ${weight.bytes} until it rested`);
    }
  };
  for (const route of consoleRoutes()) await weigh(route, session, '#main');
  for (const route of ['/sign-in', '/welcome', '/invitation', '/new-password']) await weigh(route, { cookies: [], origins: [] }, 'main');
  expect(over).toEqual([]);
});
