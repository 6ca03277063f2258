import { afterEach, describe, expect, it } from 'vitest';
import type { Endpoint, ModelSettings } from '@/server/core/model/settings';
import type { ModelRequest } from '@/server/core/ports/model';
import type { CallFact, ModelLimits } from '@/server/core/ports/model-endpoints';
import { systemClock } from '@/server/infra/clock/system-clock';
import { createModelAdapter } from '@/server/infra/model/model-adapter';
import { type Script, type ScriptedModel, startScriptedModel } from '@/test/scripted-model';
import { createEndpointCaller } from './call-endpoint';
import { createModelRouter } from './model-router';

const request: ModelRequest = { tier: 'standard', messages: [{ role: 'user', content: 'Say hello.' }], tools: [] };
const servers: ScriptedModel[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const unlimited: ModelLimits['reserve'] = async () => ({ granted: true, settle: () => undefined });

/** A tier of as many endpoints (`first`, `second`, …) as there are scripts, each a server of its own. */
async function tierOf(
  scripts: Script[],
  options: { change?: Partial<Endpoint>[]; reserve?: ModelLimits['reserve']; stallMs?: number } = {},
) {
  const names = ['first', 'second', 'third'];
  const endpoints: Endpoint[] = [];
  for (const [index, script] of scripts.entries()) {
    const server = await startScriptedModel(script);
    servers.push(server);
    endpoints.push({
      name: names[index] ?? '',
      builtin: false,
      baseUrl: server.url,
      apiKey: `sk-secret-of-${names[index]}-0123456789`,
      keyUnreadable: false,
      requestsPerMinute: null,
      tokensPerMinute: null,
      stallMs: options.stallMs ?? 5_000,
      enabled: true,
      ...options.change?.[index],
    });
  }
  const settings: ModelSettings = {
    endpoints: new Map(endpoints.map((one) => [one.name, one])),
    tiers: { economy: [], standard: endpoints.map((one) => ({ endpoint: one.name, model: `${one.name}-model` })), premium: [] },
    prices: new Map([['second-model', { model: 'second-model', inputUsd: 2, outputUsd: 10, cachedInputUsd: null }]]),
  };
  const facts: CallFact[] = [];
  let skewMs = 0;
  const clock = { ...systemClock, now: () => systemClock.now() + skewMs };
  const adapter = createModelAdapter({ clock });
  const clients = new Map(endpoints.map((one) => [one.name, adapter.open({ ...one, baseUrl: one.baseUrl ?? '' })]));
  const clientOf = async ({ name }: Endpoint) => clients.get(name) ?? adapter.open({ baseUrl: '', apiKey: null, stallMs: 1 });
  const caller = createEndpointCaller({ clock, clientOf, record: (fact) => facts.push(fact) });
  const router = createModelRouter({
    clock,
    settings: async () => settings,
    known: () => settings,
    caller,
    limits: { reserve: options.reserve ?? unlimited },
    assumedCostMicroUsd: () => 0,
  });
  const heard: string[] = [];
  const ask = (signal = new AbortController().signal) =>
    router.complete(request, { signal, idempotencyKey: 'k', onText: (delta) => heard.push(delta) });
  const calls = () => servers.map((server) => server.requests.length);
  return {
    router,
    ask,
    facts,
    caller,
    calls,
    heard: () => heard.join(''),
    later: (ms: number) => {
      skewMs += ms;
    },
  };
}

const FINE: Script = () => ({ text: 'Hello from the other one.', usage: { prompt_tokens: 1_000, completion_tokens: 100 } });

describe('the next endpoint is asked', () => {
  it.each<[string, Script, Partial<Endpoint>?]>([
    ['429', () => ({ status: 429 })],
    ['500', () => ({ status: 500 })],
    ['a stall', () => ({ stallAfter: null })],
    ['a stream that breaks before a word', () => ({ raw: 'data: {"choices":[{"delta":{"role":"assistant"}}]}\n\n' })],
    ['a wrong key', () => ({ status: 401 })],
    ['a forbidden model', () => ({ status: 403 })],
    ['a model that is not there', () => ({ status: 404 })],
    ['an address where nobody is', () => ({ status: 500 }), { baseUrl: 'http://127.0.0.1:9/v1' }],
    ['a key that cannot be read', FINE, { keyUnreadable: true }],
  ])('after %s', async (_name, script, change) => {
    const tier = await tierOf([script, FINE], { change: change ? [change] : [], stallMs: 80 });
    expect(await tier.ask()).toMatchObject({
      ok: true,
      answer: {
        model: 'second-model',
        text: 'Hello from the other one.',
        // At the price of the settings.
        costMicroUsd: 1_000 * 2 + 100 * 10,
        servedBy: { endpoint: 'second', fallback: true },
      },
    });
    expect(tier.heard()).toBe('Hello from the other one.');
    expect(tier.facts.map(({ endpoint, error }) => [endpoint, error === null])).toEqual([
      ['first', false],
      ['second', true],
    ]);
    expect(JSON.stringify(tier.caller.circuits())).not.toContain('sk-secret');
  });
});

describe('the next endpoint is not asked', () => {
  it.each<[string, Script, string]>([
    ['where the request itself is refused', () => ({ status: 400, body: { error: { message: 'Bad' } } }), 'bad_request'],
    ['where the prompt is too long', () => ({ status: 400, body: { error: { code: 'context_length_exceeded' } } }), 'context_length'],
    ['once words were heard', () => ({ breakAfter: 'Half an ans' }), 'broken_stream'],
  ])('%s', async (_name, script, code) => {
    const tier = await tierOf([script, FINE]);
    expect(await tier.ask()).toMatchObject({ ok: false, failure: { code } });
    expect(tier.calls()[1]).toBe(0);
  });

  it('where the caller has gone', async () => {
    const abort = new AbortController();
    const tier = await tierOf([() => ({ stallAfter: null }), FINE]);
    const asked = tier.ask(abort.signal);
    await servers[0]?.arrived(1);
    abort.abort();
    expect(await asked).toEqual({ ok: false, aborted: true });
    expect(tier.calls()).toEqual([1, 0]);
  });
});

it('an endpoint that keeps failing is left alone, tried once after its pause, and preferred again when it answers', async () => {
  let broken = true;
  const tier = await tierOf([() => (broken ? { status: 503 } : { text: 'Back.' }), FINE]);
  for (let call = 0; call < 8; call++) await tier.ask();
  expect(tier.calls()).toEqual([4, 8]);
  expect(tier.caller.circuits()).toMatchObject([
    { endpoint: 'first', state: 'open', lastFailure: { code: 'server_error' } },
    { state: 'closed' },
  ]);
  tier.later(10_000);
  await Promise.all([tier.ask(), tier.ask(), tier.ask()]);
  expect(tier.calls()).toEqual([5, 11]);
  broken = false;
  tier.later(20_000);
  expect(await tier.ask()).toMatchObject({ ok: true, answer: { text: 'Back.', servedBy: { endpoint: 'first', fallback: false } } });
  expect(tier.caller.circuits()[0]).toMatchObject({ state: 'closed' });
});

it('a circuit never leaves a task without a model: a lone endpoint is called all the same', async () => {
  const tier = await tierOf([() => ({ status: 503, headers: { 'retry-after': '5' } })]);
  for (let call = 0; call < 6; call++)
    expect(await tier.ask()).toMatchObject({ ok: false, failure: { httpStatus: 503 }, retryAfterMs: 5_000 });
  expect(tier.calls()).toEqual([6]);
});

it('all wrong is permanent, one that may pass is not', async () => {
  const lasting = await tierOf([() => ({ status: 401 }), () => ({ status: 404 })]);
  expect(await lasting.ask()).toMatchObject({ ok: false, failure: { httpStatus: 401, permanent: true } });
  await Promise.all(servers.splice(0).map((server) => server.close()));
  const passing = await tierOf([() => ({ status: 401 }), () => ({ status: 503 })]);
  expect(await passing.ask()).toMatchObject({ ok: false, failure: { httpStatus: 503, permanent: false } });
});

it('an endpoint that is off is never called, and a tier of such says so', async () => {
  const tier = await tierOf([FINE, FINE], { change: [{ enabled: false }] });
  expect(await tier.ask()).toMatchObject({ ok: true, answer: { servedBy: { endpoint: 'second', fallback: false } } });
  expect(tier.router.modelFor('standard')).toBe('second-model');
  expect(
    await tier.router.complete({ ...request, tier: 'premium' }, { signal: new AbortController().signal, idempotencyKey: 'k' }),
  ).toMatchObject({
    ok: false,
    failure: { code: 'no_endpoint', permanent: true },
  });
});

describe('at its limit', () => {
  const refusing = (...waits: Record<string, number>[]): ModelLimits['reserve'] => {
    let round = 0;
    return async ({ name }) => {
      const waitMs = waits[Math.min(round, waits.length - 1)]?.[name];
      if (name === 'first') round += 1;
      return waitMs === undefined ? { granted: true, settle: () => undefined } : { granted: false, waitMs };
    };
  };

  it('the next endpoint is asked', async () => {
    const tier = await tierOf([FINE, FINE], { reserve: refusing({ first: 60_000 }) });
    expect(await tier.ask()).toMatchObject({ ok: true, answer: { servedBy: { endpoint: 'second', fallback: true } } });
    expect(tier.calls()).toEqual([0, 1]);
  });

  it('a short wait is spent in place', async () => {
    const tier = await tierOf([FINE], { reserve: refusing({ first: 30 }, {}) });
    expect(await tier.ask()).toMatchObject({ ok: true, answer: { servedBy: { endpoint: 'first', fallback: false } } });
  });

  it('a long one gives the task back, to come again when the first has room', async () => {
    const tier = await tierOf([FINE, FINE], { reserve: refusing({ first: 9_000, second: 4_000 }) });
    expect(await tier.ask()).toMatchObject({ ok: false, postponeMs: 4_000, failure: { code: 'rate_limit_wait' } });
    expect(tier.calls()).toEqual([0, 0]);
  });

  it('one with room later is worth the wait where the others fail', async () => {
    const tier = await tierOf([() => ({ status: 503 }), FINE], { reserve: refusing({ second: 4_000 }) });
    expect(await tier.ask()).toMatchObject({ ok: false, postponeMs: 4_000 });
  });

  it('settles what an answer really took, nothing for a refusal', async () => {
    const settled: [string, number][] = [];
    const reserve: ModelLimits['reserve'] = async ({ name }) => ({ granted: true, settle: (used) => settled.push([name, used]) });
    const tier = await tierOf([() => ({ status: 503 }), FINE], { reserve });
    await tier.ask();
    expect(settled).toEqual([
      ['first', 0],
      ['second', 1_100],
    ]);
  });
});
