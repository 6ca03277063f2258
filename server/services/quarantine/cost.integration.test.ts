import { afterAll, beforeAll, expect, it } from 'vitest';
import { listRunsSchema } from '@/lib/contracts/run-query';
import { holdFound } from '@/server/repositories/quarantine-repository';
import { chain, type Engine, openEngine } from '@/test/engine/open-engine';
import { createQuarantineService } from './quarantine-service';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

it('costs little where nothing is held, and not much where something is', async () => {
  const runId = await engine.create(chain(1_000));
  for (let n = 0; n < 50; n += 1) await engine.create(chain(3));
  const service = createQuarantineService(engine);
  const run = await engine.runs.get(runId);
  const list = await engine.runs.list(listRunsSchema.parse({ limit: 50 }));
  const figures: string[] = [];
  const time = async (what: string, work: () => Promise<unknown>) => {
    const at: number[] = [];
    for (let n = 0; n < 30; n += 1) {
      const from = performance.now();
      await work();
      at.push(performance.now() - from);
    }
    figures.push(`${what} ${at.sort((a, b) => a - b)[15]?.toFixed(2)} ms`);
  };
  const all = async (when: string) => {
    await time(`${when}: a run of 1,000 tasks`, () => service.mask(run, { runId }));
    await time('a list of 50 runs', () => service.mask(list, {}));
    await time('the run, unasked', () => service.mask(run, {}));
  };
  await all('Nothing held');
  const key = `-----BEGIN RSA PRIVATE KEY-----\n${'MIIEpAIBAAKCAQEA1234567890abcdef\n'.repeat(50)}-----END RSA PRIVATE KEY-----`;
  const words = [key, ['AKIA', 'IOSFODNN7ABCDEFG'].join(''), '4111 1111 1111 1111'];
  await holdFound(engine.db, runId, { artifacts: [], words }, runId);
  await all('Three words held');
  console.log(`masking an answer (p50): ${figures.join(', ')}`);
  expect(await service.mask({ text: words[1] }, { runId })).toEqual({ text: '*'.repeat(20) });
  expect(await service.mask(run, { runId })).toEqual(run);
});
