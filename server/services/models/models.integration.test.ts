import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PutEndpoint } from '@/lib/contracts/model';
import type { Caller } from '@/server/core/access/caller';
import type { TaskRunner } from '@/server/core/ports/task-runner';
import { systemClock } from '@/server/infra/clock/system-clock';
import { createBuiltinModel } from '@/server/infra/model/builtin-model';
import { createModelAdapter } from '@/server/infra/model/model-adapter';
import { reserveModel } from '@/server/repositories/model-limit-repository';
import { createTaskRunner } from '@/server/worker/runners/task-runner';
import { auditRun } from '@/test/engine/audit';
import { type Engine, openEngine, quietLog, task } from '@/test/engine/open-engine';
import { until } from '@/test/engine/until';
import { type Script, type ScriptedModel, startScriptedModel } from '@/test/scripted-model';
import { createModels, type Models } from './models';

const admin: Caller = { kind: 'user', id: randomUUID(), name: 'ada@example.com', role: 'admin' };
const SECRET = 'the secret of this installation, long enough';
const KEY = 'sk-key-of-the-endpoint-0123456789';

let engine: Engine;
let closers: (() => Promise<void>)[] = [];
beforeEach(async () => {
  engine = await openEngine();
});
afterEach(async () => {
  await engine.close();
  for (const close of closers.reverse()) await close();
  closers = [];
});

/** The models of one process. */
function openModels(secret = SECRET): Models {
  const builtin = createBuiltinModel(null, { offlineCharsPerSecond: 0 });
  const { db, bus } = engine;
  const adapter = createModelAdapter({ clock: systemClock });
  const models = createModels({ db, bus, clock: systemClock, log: quietLog, adapter, builtin, secret, randomBytes, process: randomUUID() });
  closers.push(async () => {
    await builtin.close();
  });
  return models;
}
async function serve(script: Script): Promise<ScriptedModel> {
  const server = await startScriptedModel(script);
  closers.push(server.close);
  return server;
}
const version = async (models: Models) => (await models.service.get()).version;
const put = async (models: Models, endpoint: Partial<PutEndpoint> & { name: string; baseUrl: string }) =>
  models.service.putEndpoint({ enabled: true, ...endpoint, baseVersion: await version(models) }, admin);
const use = async (models: Models, ...endpoints: string[]) => {
  const list = endpoints.map((endpoint) => ({ endpoint, model: `${endpoint}-model` }));
  return models.service.setTiers({ baseVersion: await version(models), tiers: { economy: list, standard: list, premium: list } }, admin);
};
const rows = (text: string) => engine.db.query<Record<string, unknown>>({ text });
const agents = (models: Models, workerId: string): TaskRunner =>
  createTaskRunner({ store: engine.store(workerId), model: models.client, clock: systemClock, log: quietLog });

describe('a key', () => {
  it('is stored encrypted, shown by its end alone, and reaches its endpoint', async () => {
    const server = await serve(() => ({ text: 'Done.' }));
    const models = openModels();
    await put(models, { name: 'lab', baseUrl: server.url, apiKey: KEY });
    const view = await put(models, { name: 'lab', baseUrl: `${server.url}/`, stallSeconds: 30 });
    expect(view.endpoints[1]).toMatchObject({ name: 'lab', apiKey: { last4: '6789', readable: true }, stallSeconds: 30 });
    await use(models, 'lab');
    await models.client.complete(
      { tier: 'standard', messages: [{ role: 'user', content: 'x' }], tools: [] },
      { signal: new AbortController().signal, idempotencyKey: 'k' },
    );
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    const stored = JSON.stringify([await rows('SELECT * FROM settings'), await rows('SELECT * FROM audit_log')]);
    expect(stored).not.toContain(KEY);
    expect(await rows('SELECT action, actor FROM audit_log ORDER BY at')).toEqual([
      { action: 'model_endpoint.create', actor: 'user:ada@example.com' },
      { action: 'model_endpoint.change', actor: 'user:ada@example.com' },
      { action: 'model_tiers.change', actor: 'user:ada@example.com' },
    ]);
    const audited = JSON.stringify(await rows('SELECT before, after FROM audit_log'));
    expect(audited).not.toContain('sealed');
    await models.close();
  });

  it('does not go with an address of another origin, in a change or in a test', async () => {
    const server = await serve(() => ({ text: 'Done.' }));
    const models = openModels();
    await put(models, { name: 'lab', baseUrl: 'https://api.example.com/v1', apiKey: KEY });
    await expect(put(models, { name: 'lab', baseUrl: server.url })).rejects.toMatchObject({ issues: [{ path: 'apiKey' }] });
    await models.service.test({ name: 'lab', baseUrl: server.url, model: 'm' });
    expect(server.requests.length).toBeGreaterThan(0);
    expect(JSON.stringify(server.requests.map(({ headers }) => headers))).not.toContain(KEY);
    await models.close();
  });

  it('that another secret sealed is said to be unreadable, and the next endpoint serves', async () => {
    const server = await serve(() => ({ text: 'Done.' }));
    const before = openModels();
    await put(before, { name: 'lab', baseUrl: server.url, apiKey: KEY });
    await use(before, 'lab');
    await before.close();
    const after = openModels('another secret of another installation');
    expect((await after.service.get()).endpoints[1]?.apiKey).toEqual({ last4: '6789', readable: false });
    const result = await after.client.complete(
      { tier: 'standard', messages: [{ role: 'user', content: 'x' }], tools: [] },
      { signal: new AbortController().signal, idempotencyKey: 'k' },
    );
    expect(result).toMatchObject({ ok: false, failure: { message: expect.stringContaining('enter it again') } });
    expect(server.requests).toHaveLength(0);
    await after.close();
  });
});

describe('a change', () => {
  it('is refused on an old version, in a tier without an endpoint, and of what is not ours', async () => {
    const models = openModels();
    await put(models, { name: 'lab', baseUrl: 'https://api.example.com/v1' });
    const tiers = { economy: [], standard: [{ endpoint: 'lab', model: 'm' }], premium: [] };
    await expect(models.service.setTiers({ baseVersion: 0, tiers }, admin)).rejects.toMatchObject({ code: 'stale_version' });
    await models.service.setTiers({ baseVersion: 1, tiers }, admin);
    await expect(models.service.removeEndpoint({ name: 'lab', baseVersion: 2 }, admin)).rejects.toMatchObject({ code: 'conflict' });
    await expect(put(models, { name: 'lab', baseUrl: 'https://api.example.com/v1', enabled: false })).rejects.toMatchObject({
      issues: [{ path: 'tiers.standard' }],
    });
    const unknown = { ...tiers, premium: [{ endpoint: 'nobody', model: 'm' }] };
    await expect(models.service.setTiers({ baseVersion: 2, tiers: unknown }, admin)).rejects.toMatchObject({
      issues: [{ path: 'tiers.premium.0.endpoint' }],
    });
    await expect(put(models, { name: 'offline', baseUrl: 'https://api.example.com/v1' })).rejects.toMatchObject({
      issues: [{ path: 'name' }],
    });
    await expect(put(models, { name: 'bad', baseUrl: 'http://169.254.169.254/v1' })).rejects.toMatchObject({
      issues: [{ path: 'baseUrl' }],
    });
    expect(await rows('SELECT count(*)::int AS n FROM audit_log')).toEqual([{ n: 2 }]);
    await models.close();
  });

  it('reaches a worker that runs: the next call goes to the new endpoint, and its turn says so', async () => {
    const old = await serve(() => ({ text: 'From the old one.' }));
    const next = await serve(() => ({ text: 'From the new one.' }));
    const [worker, console] = [openModels(), openModels()];
    await put(console, { name: 'old', baseUrl: old.url });
    await put(console, { name: 'next', baseUrl: next.url });
    await use(console, 'old');
    const id = randomUUID();
    await engine.startWorker({ runner: agents(worker, id), id });
    const first = await engine.create([task('a')]);
    await until('the first run to end', async () => (await engine.runs.get(first)).status === 'SUCCEEDED');
    await use(console, 'next', 'old');
    expect(console.client.label).toBeDefined();
    await until('the worker to have read it', async () => worker.client.modelFor('standard') === 'next-model');
    const second = await engine.create([task('a')]);
    await until('the second run to end', async () => (await engine.runs.get(second)).status === 'SUCCEEDED');
    await next.close();
    const third = await engine.create([task('a')]);
    await until('the third run to end', async () => (await engine.runs.get(third)).status === 'SUCCEEDED');
    const turns = await rows('SELECT endpoint, fallback, text FROM turns ORDER BY finished_at');
    expect(turns).toEqual([
      { endpoint: 'old', fallback: false, text: 'From the old one.' },
      { endpoint: 'next', fallback: false, text: 'From the new one.' },
      { endpoint: 'old', fallback: true, text: 'From the old one.' },
    ]);
    await worker.close();
    expect(await console.service.health()).toMatchObject([
      { endpoint: 'offline', last24Hours: { calls: 0 } },
      { endpoint: 'old', circuit: 'closed', last15Minutes: { calls: 2, errors: [], latencyP50: expect.any(Number) } },
      { endpoint: 'next', last15Minutes: { calls: 2, errors: [{ code: 'unreachable', count: 1 }] }, lastFailure: { code: 'unreachable' } },
    ]);
    await console.close();
  });

  it('of a price is what the next call costs', async () => {
    const server = await serve(() => ({ text: 'Done.', usage: { prompt_tokens: 1_000_000, completion_tokens: 100_000 } }));
    const models = openModels();
    await put(models, { name: 'lab', baseUrl: server.url });
    await use(models, 'lab');
    const ask = () =>
      models.client.complete(
        { tier: 'standard', messages: [{ role: 'user', content: 'x' }], tools: [] },
        { signal: new AbortController().signal, idempotencyKey: 'k' },
      );
    expect(await ask()).toMatchObject({ ok: true, answer: { costMicroUsd: null } });
    const overrides = [{ model: 'lab-model', inputUsd: 1.5, outputUsd: 6, cachedInputUsd: null }];
    const prices = await models.service.setPrices({ baseVersion: 0, overrides }, admin);
    expect(prices.items).toMatchObject([{ model: 'lab-model', override: { inputUsd: 1.5, cachedInputUsd: 1.5 }, catalogue: null }]);
    expect(await ask()).toMatchObject({ ok: true, answer: { costMicroUsd: 2_100_000 } });
    await models.close();
  });
});

describe('limits', () => {
  it('let no more through in any minute than they say, and settle by what was used', async () => {
    const endpoint = { name: 'lab', requestsPerMinute: null, tokensPerMinute: 1_000 };
    const at = async (skew: string, tokens = 400) => {
      await engine.skew(skew);
      return (await reserveModel(engine.db, endpoint, tokens)).second !== null;
    };
    expect([await at('1 hour'), await at('1 hour'), await at('1 hour')]).toEqual([true, true, false]);
    const second = await rows('SELECT second FROM model_limit_seconds ORDER BY second LIMIT 1');
    // The first answer took 100 of its 400.
    await engine.db.query({ text: 'UPDATE model_limit_seconds SET tokens = tokens - 300 WHERE second = $1', values: [second[0]?.second] });
    expect([await at('1 hour'), await at('1 hour 50 seconds'), await at('1 hour 63 seconds'), await at('2 hours', 9_999)]).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  it('hold over two workers: never exceeded, no slot kept, and every task ends with its first attempt', { timeout: 60_000 }, async () => {
    const PER_MINUTE = 60;
    const TASKS = 90;
    const arrivals: number[] = [];
    const server = await serve(async () => {
      const [row] = await engine.db.query<{ at: number }>({ text: 'SELECT extract(epoch FROM signalbox_now())::float8 AS at' });
      arrivals.push(row?.at ?? 0);
      return { text: 'Done.' };
    });
    const console = openModels();
    await put(console, { name: 'lab', baseUrl: server.url, requestsPerMinute: PER_MINUTE });
    await use(console, 'lab');
    for (let worker = 0; worker < 2; worker++) {
      const id = randomUUID();
      const models = openModels();
      closers.push(models.close);
      await engine.startWorker({ runner: agents(models, id), id, slots: 16 });
    }
    const runId = await engine.create(Array.from({ length: TASKS }, (_, index) => task(`t${index}`, [], { maxAttempts: 1 })));
    await until('the limit to be reached and the calls to be done', async () => {
      const { counts } = await engine.runs.get(runId);
      return counts.waiting + counts.succeeded === TASKS;
    });
    expect((await engine.runs.get(runId)).counts).toMatchObject({ succeeded: PER_MINUTE, waiting: TASKS - PER_MINUTE });
    expect(await rows("SELECT DISTINCT waiting_for, attempt FROM tasks WHERE status = 'WAITING'")).toEqual([
      { waiting_for: 'rate_limit', attempt: 0 },
    ]);
    await auditRun(engine.db, runId);
    // The database’s time goes on in steps that are shorter than the window, and than the lease of a worker that beats once a second.
    for (let seconds = 10; (await engine.runs.get(runId)).status === 'RUNNING'; seconds += 10) {
      if (seconds > 400) throw new Error('the run does not end');
      await engine.skew(`${seconds} seconds`);
      engine.bus.publish({ kind: 'ready' });
      await until('what is due to have settled, and the workers to have been heard since', async () => {
        const [row] = await rows(
          `SELECT count(*) FILTER (WHERE ready_at <= signalbox_now() AND status IN ('READY', 'WAITING') OR status = 'RUNNING')::int AS due,
            (SELECT min(heartbeat_at) > signalbox_now() - interval '5 seconds' FROM workers) AS heard FROM tasks`,
        );
        return row?.due === 0 && row.heard === true;
      });
    }
    expect((await engine.runs.get(runId)).status).toBe('SUCCEEDED');
    expect(arrivals).toHaveLength(TASKS);
    const inWindow = arrivals.map((from) => arrivals.filter((at) => at >= from && at < from + 60).length);
    expect(Math.max(...inWindow)).toBeLessThanOrEqual(PER_MINUTE);
    expect(await rows('SELECT DISTINCT attempt FROM tasks')).toEqual([{ attempt: 1 }]);
    expect(await rows(`SELECT DISTINCT outcome FROM attempts`)).toEqual([{ outcome: 'succeeded' }]);
    await auditRun(engine.db, runId);
    await console.close();
  });
});
