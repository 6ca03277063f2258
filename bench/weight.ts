import { addressOf, askedAbout, consoleRoutes } from '@/e2e/support/console-addresses';
import { startProduct } from '@/e2e/support/product';
import { createRunApi } from '@/e2e/support/run-api';
import { SCRIPT_BUDGET_BYTES, weighScripts } from '@/e2e/support/script-weight';
import { openBrowser } from './open-browser';

const DOORS = ['/sign-in', '/welcome', '/invitation', '/new-password'];
const kB = (bytes: number): string => `${(bytes / 1000).toFixed(1).padStart(7)} kB`;

/** How much script each page loads with its document and by itself afterwards, by the browser's own count. With WEIGHT_FILES=1 each file too. */
export async function measureWeight(): Promise<string[]> {
  const product = await startProduct({ redis: false });
  const { browser, context } = await openBrowser(product);
  try {
    const body = { goal: 'A run to weigh', tasks: [{ key: 'look', role: 'tech_lead', prompt: 'Write a word.' }] };
    const api = createRunApi(product);
    const { id: runId } = await api.read<{ id: string }>('/runs', { method: 'POST', body });
    const escalationId = await askedAbout(api, runId);
    const storageState = await context.storageState();
    const lines = [
      `script of a first load, compressed, at most ${kB(SCRIPT_BUDGET_BYTES).trim()}: with the document, and until the page rests`,
    ];
    const pages = [...consoleRoutes().map((route) => ({ route, signedIn: true })), ...DOORS.map((route) => ({ route, signedIn: false }))];
    for (const { route, signedIn } of pages) {
      // A browser that was never here: nothing is cached.
      const fresh = await browser.newContext({ baseURL: product.url, ...(signedIn ? { storageState } : {}) });
      const weight = await weighScripts(await fresh.newPage(), addressOf(route, { runId, escalationId }), signedIn ? '#main' : 'main');
      lines.push(
        `  ${route.padEnd(24)} ${kB(weight.documentBytes)} ${kB(weight.bytes)}${weight.documentBytes > SCRIPT_BUDGET_BYTES ? '  over' : ''}`,
      );
      if (process.env.WEIGHT_FILES) lines.push(...weight.files.map(({ name, bytes }) => `    ${kB(bytes)} ${name}`));
      await fresh.close();
    }
    return lines;
  } finally {
    await browser.close();
    await product.stop();
  }
}
