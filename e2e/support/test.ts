import { type BrowserContextOptions, test as base, expect } from '@playwright/test';
import { login } from './login';
import { MOCK_LLM, startMockLlm } from './mock-llm';
import { type Product, startProduct } from './product';
import { createRunApi, type RunApi } from './run-api';
import { STEERED, type SteeredModel, startSteeredModel } from './steered-model';
import { type Faults, watchFaults } from './watch-faults';

export interface ProductSettings {
  bus: Product['bus'];
  /** Files with the same environment share one product. */
  env: Record<string, string>;
}

type Session = Exclude<BrowserContextOptions['storageState'], string | undefined>;

interface Fixtures {
  api: RunApi;
  faults: Faults;
}

/** A key that nobody may ever see. */
export const KEY = 'sk-steered-0123456789abcdef';

/** A started product for each worker, a signed-in page, and no test that ends well with a fault in the browser. */
export const test = base.extend<Fixtures, ProductSettings & { model: SteeredModel; product: Product; session: Session }>({
  bus: ['redis', { option: true, scope: 'worker' }],
  env: [{ SIGNALBOX_OFFLINE_CHARS_PER_SECOND: '20000' }, { option: true, scope: 'worker' }],
  model: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern even where nothing is needed
    async ({}, use) => {
      const model = await startSteeredModel();
      await use(model);
      await model.close();
    },
    { scope: 'worker' },
  ],
  product: [
    async ({ bus, env, model }, use) => {
      const mock = env.OPENAI_BASE_URL === MOCK_LLM ? await startMockLlm() : null;
      const endpoint = env.OPENAI_BASE_URL === STEERED ? model : mock;
      const settings: Record<string, string> = endpoint ? { OPENAI_BASE_URL: endpoint.url, OPENAI_API_KEY: KEY } : {};
      const product = await startProduct({ redis: bus === 'redis', env: { ...env, ...settings } });
      expect(product.bus, 'A test of Redis needs redis-server or valkey-server on the PATH').toBe(bus);
      await use(product);
      await product.stop();
      await mock?.close();
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  session: [async ({ product }, use) => use(await login(product)), { scope: 'worker' }],
  storageState: async ({ session }, use) => use(session),
  baseURL: async ({ product }, use) => use(product.url),
  api: async ({ product }, use) => use(createRunApi(product)),
  faults: async ({ context }, use) => {
    const faults = await watchFaults(context);
    await use(faults);
    expect(faults.seen, 'faults in the browser').toEqual([]);
  },
  // Whoever has a page is watched.
  page: async ({ page, faults }, use) => {
    void faults;
    await use(page);
  },
});

export { expect };
