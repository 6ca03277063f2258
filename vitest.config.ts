import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const integration = '**/*.integration.test.ts';
// Under CI a second try, as in the browser: what needed it is named at the end of `npm test`, and is a defect to look into.
const retry = process.env.CI === 'true' ? 1 : 0;
const elsewhere = ['node_modules/**', '.next/**', 'e2e/**'];

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') } },
  test: {
    retry,
    setupFiles: ['test/seed-properties.ts'],
    projects: [
      {
        extends: true,
        // Documents are read in processes of their own, which takes seconds where both cores are busy.
        test: { name: 'unit', include: ['**/*.test.{ts,tsx}'], exclude: [...elsewhere, integration], testTimeout: 30_000 },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: [integration],
          exclude: elsewhere,
          globalSetup: ['test/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
