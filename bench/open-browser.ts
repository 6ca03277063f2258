import { existsSync } from 'node:fs';
import sparticuz from '@sparticuz/chromium';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import type { Product } from '@/e2e/support/product';

const installed = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'].find((path) => existsSync(path));

/** A real Chromium, signed in as the product's administrator. Closing the browser ends it. */
export async function openBrowser(product: Product): Promise<{ browser: Browser; context: BrowserContext }> {
  const browser = await chromium.launch({
    executablePath: installed ?? (await sparticuz.executablePath()),
    args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--disable-dev-shm-usage'],
  });
  const context = await browser.newContext({ baseURL: product.url, viewport: { width: 1600, height: 1000 } });
  const { csrfToken } = await (await context.request.get('/api/auth/csrf')).json();
  const form = { csrfToken, email: product.adminEmail, password: product.adminPassword, json: 'true' };
  const answer = await context.request.post('/api/auth/callback/credentials', { form });
  if (!answer.ok()) throw new Error(`signing in: ${answer.status()}`);
  return { browser, context };
}
