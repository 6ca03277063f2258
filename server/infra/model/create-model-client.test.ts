import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '@/server/core/ports/clock';
import type { ModelRequest } from '@/server/core/ports/model';
import { type Script, type ScriptedModel, startScriptedModel } from '@/test/scripted-model';
import { createModelClient } from './create-model-client';

const clock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    }),
  random: () => 0.5,
};
const KEY = 'sk-very-secret-key-1234567890';
const request: ModelRequest = {
  tier: 'standard',
  messages: [
    { role: 'system', content: 'You are a test.' },
    { role: 'user', content: 'Say hello.' },
  ],
  tools: [{ name: 'finish', description: 'Ends.', parameters: { type: 'object', properties: {} } }],
};

let model: ScriptedModel | null = null;
afterEach(async () => {
  await model?.close();
  model = null;
});

async function clientFor(script: Script, stallMs = 5_000) {
  model = await startScriptedModel(script);
  const models = { economy: 'gpt-5-nano', standard: 'gpt-5-mini', premium: 'no-such-model-anywhere' };
  return createModelClient({ baseUrl: model.url, apiKey: KEY, models, offline: false, stallMs }, { clock });
}
const ask = (client: ReturnType<typeof createModelClient>, more: Partial<ModelRequest> = {}, signal = new AbortController().signal) =>
  client.complete({ ...request, ...more }, { signal, idempotencyKey: 'run:1:1' });
async function failureOf(client: ReturnType<typeof createModelClient>, more: Partial<ModelRequest> = {}) {
  const result = await ask(client, more);
  if (result.ok || 'aborted' in result) throw new Error('expected a failure');
  return result;
}

describe('an answer', () => {
  it('is put together from its chunks, with usage, price and speech', async () => {
    const client = await clientFor([
      { text: 'Hello there, this is a streamed answer.', usage: { prompt_tokens: 1000, completion_tokens: 100 } },
    ]);
    const heard: string[] = [];
    const result = await client.complete(request, {
      signal: new AbortController().signal,
      onText: (delta) => heard.push(delta),
      idempotencyKey: 'k',
    });
    expect(result).toMatchObject({
      ok: true,
      answer: { text: 'Hello there, this is a streamed answer.', finishReason: 'stop', toolCalls: [], costMicroUsd: 450 },
    });
    expect(heard.length).toBeGreaterThan(1);
    expect(heard.join('')).toBe('Hello there, this is a streamed answer.');
    expect(model?.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(model?.requests[0]?.headers['idempotency-key']).toBe('k');
  });

  it('keeps parallel tool calls apart', async () => {
    const client = await clientFor([
      {
        toolCalls: [
          { name: 'finish', arguments: { summary: 'x'.repeat(300) } },
          { name: 'read_artifact', arguments: { name: 'a.md' } },
        ],
      },
    ]);
    const result = await ask(client);
    expect(result).toMatchObject({
      ok: true,
      answer: {
        toolCalls: [
          { id: 'call_0', name: 'finish', arguments: JSON.stringify({ summary: 'x'.repeat(300) }) },
          { id: 'call_1', name: 'read_artifact', arguments: '{"name":"a.md"}' },
        ],
      },
    });
  });

  it('may come as one JSON body to a request for a stream', async () => {
    const client = await clientFor([{ text: 'Whole.', stream: false, toolCalls: [{ name: 'finish', arguments: {} }] }]);
    expect(await ask(client)).toMatchObject({ ok: true, answer: { text: 'Whole.', toolCalls: [{ name: 'finish', arguments: '{}' }] } });
  });

  it('without usage is estimated, and an unknown model is unpriced', async () => {
    const client = await clientFor([{ text: 'Four words of text.', usage: null }]);
    const result = await ask(client, { tier: 'premium' });
    if (!result.ok) throw new Error('expected an answer');
    expect(result.answer.usage.reported).toBe(false);
    expect(result.answer.usage.outputTokens).toBe(5);
    expect(result.answer.costMicroUsd).toBeNull();
    expect(client.assumedCostMicroUsd(result.answer.usage)).toBeGreaterThan(0);
  });
});

describe('a refused request', () => {
  it.each([
    [401, 'unauthenticated', 1],
    [403, 'forbidden', 1],
    [404, 'model_not_found', 1],
    [400, 'bad_request', 2],
    [422, 'bad_request', 2],
  ])('%i is permanent as %s after %i call(s)', async (status, code, calls) => {
    const client = await clientFor(() => ({ status, body: { error: { message: `No: ${KEY}` } } }));
    const { failure } = await failureOf(client);
    expect(failure).toMatchObject({ code, httpStatus: status, permanent: true, place: 'model' });
    expect(JSON.stringify(failure)).not.toContain(KEY);
    expect(model?.requests).toHaveLength(calls);
  });

  it.each([
    [408, 'request_timeout'],
    [409, 'conflict'],
    [429, 'rate_limited'],
    [500, 'server_error'],
    [503, 'server_error'],
  ])('%i is transient as %s after one call', async (status, code) => {
    const client = await clientFor(() => ({ status, headers: { 'retry-after': '7' } }));
    const { failure, retryAfterMs } = await failureOf(client);
    expect(failure).toMatchObject({ code, httpStatus: status, permanent: false });
    expect(retryAfterMs).toBe(7000);
    expect(model?.requests).toHaveLength(1);
  });

  it('with optional parameters is tried once without them, tools kept, and that is remembered', async () => {
    const client = await clientFor((call) => {
      if (call.body.response_format || call.body.stream_options) return { status: 400, body: { error: { message: 'Unknown parameter' } } };
      return { text: '{}' };
    });
    const responseSchema = { name: 'plan', schema: { type: 'object', title: 'the-schema' } };
    expect(await ask(client, { responseSchema })).toMatchObject({ ok: true });
    expect(model?.requests[1]?.body.tools).toHaveLength(1);
    expect(model?.requests[1]?.body.messages[0]?.content).toContain('the-schema');
    await ask(client, { responseSchema });
    expect(model?.requests).toHaveLength(3);
  });

  it.each([
    'small-model does not support tools',
    '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
    'Function calling is not supported by this model',
  ])('for its tools (%s) is tried once without those', async (error) => {
    const client = await clientFor((call) => (call.body.tools ? { status: 400, body: { error } } : { text: 'Plain.' }));
    expect(await ask(client)).toMatchObject({ ok: true, answer: { text: 'Plain.' } });
    expect(model?.requests).toHaveLength(2);
  });

  it('for one of its messages keeps the tools', async () => {
    const client = await clientFor(() => ({
      status: 400,
      body: { error: { message: "messages with role 'tool' must follow 'tool_calls'" } },
    }));
    await failureOf(client);
    expect(model?.requests.map((call) => call.body.tools?.length)).toEqual([1, 1]);
  });

  it.each([
    { error: { code: 'context_length_exceeded', message: 'Too long' } },
    { object: 'error', message: "This model's maximum context length is 8192 tokens." },
  ])('for its length says so at once', async (body) => {
    const client = await clientFor(() => ({ status: 400, body }));
    const { failure } = await failureOf(client);
    expect(failure).toMatchObject({ code: 'context_length', permanent: true });
    expect(model?.requests).toHaveLength(1);
  });
});

describe('a stream', () => {
  it.each([null, 'Half an ans'])('that stalls after %j is cut', async (stallAfter) => {
    const client = await clientFor([{ stallAfter }], 60);
    const { failure } = await failureOf(client);
    expect(failure).toMatchObject({ code: 'stalled', permanent: false });
  });

  it('that breaks off is no answer', async () => {
    const client = await clientFor([{ breakAfter: 'Half an ans' }]);
    expect((await failureOf(client)).failure).toMatchObject({ code: 'broken_stream', permanent: false });
  });

  it('of bad JSON is transient', async () => {
    const client = await clientFor([{ raw: 'data: {"choices": [{"delta"\n\n' }]);
    expect((await failureOf(client)).failure).toMatchObject({ code: 'malformed_response', permanent: false });
  });

  it.each([
    [{ error: { type: 'invalid_api_key', message: 'Wrong key' } }, 'unauthenticated', true],
    [{ error: { message: 'overloaded', code: 503 } }, 'server_error', false],
    [{ error: 'Something' }, 'error_in_stream', false],
  ])('with an error inside (%j) is %s', async (event, code, permanent) => {
    const client = await clientFor([{ raw: `data: ${JSON.stringify(event)}\n\n` }]);
    expect((await failureOf(client)).failure).toMatchObject({ code, permanent });
  });

  it('is given up when the caller aborts', async () => {
    const client = await clientFor([{ stallAfter: 'Half' }]);
    const abort = new AbortController();
    const result = client.complete(request, { signal: abort.signal, idempotencyKey: 'k', onText: () => abort.abort() });
    expect(await result).toEqual({ ok: false, aborted: true });
  });
});

it('an endpoint that is not there is transient', async () => {
  const client = await clientFor([]);
  await model?.close();
  expect((await failureOf(client)).failure).toMatchObject({ code: 'unreachable', permanent: false, httpStatus: null });
});
