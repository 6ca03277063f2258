import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';
import chromium from '@sparticuz/chromium';
import type { ProductSettings } from './e2e/support/test';

const installed = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'].find((path) => existsSync(path));

// Files that share a product stand beside each other by their names: console-, contract-, steered-.
/** What depends on the live bus is tried on both. */
const ON_BOTH_BUSES = ['**/main-job.spec.ts', '**/steered-live.spec.ts', '**/steered-worker-death.spec.ts'];

export default defineConfig<object, ProductSettings>({
  testDir: 'e2e',
  outputDir: '.cache/e2e',
  // Each product is the whole of it; two at once would share two cores with two browsers.
  workers: 1,
  // A second try keeps a machine under load from stopping everybody; what needed it is printed as flaky, and is a defect.
  retries: process.env.CI === 'true' ? 1 : 0,
  forbidOnly: process.env.CI === 'true',
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['list'], ['json']] : 'list',
  projects: [
    { name: 'redis', testMatch: '**/*.spec.ts', use: { bus: 'redis' } },
    { name: 'postgres', testMatch: ON_BOTH_BUSES, use: { bus: 'postgres' } },
  ],
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: installed ?? (await chromium.executablePath()),
      // Not the package's own arguments: they put everything in one process, which dies when a page closes.
      args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--disable-dev-shm-usage'],
    },
  },
});
