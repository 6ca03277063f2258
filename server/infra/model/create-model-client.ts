import OpenAI from 'openai';
import type { Clock } from '@/server/core/ports/clock';
import type { ModelAnswer, ModelClient, ModelRequest, ModelResult } from '@/server/core/ports/model';
import type { EndpointClient } from '@/server/core/ports/model-endpoints';
import { type BodyOptions, buildChatBody } from './chat-body';
import { classifyError } from './classify-error';
import type { CollectedAnswer } from './collect-answer';
import { estimateUsage } from './estimate-usage';
import type { ModelConfig } from './model-config';
import { ErrorInAnswer, ModelFault } from './model-fault';
import { assumedPrice, priceUsage } from './price-usage';
import { readAnswer } from './read-answer';
import { createRedactor } from './redact';
import { watchForStall } from './stall-watch';

interface ClientDeps {
  clock: Clock;
  /** Replaces the global one, e.g. to send calls through a dispatcher. */
  fetch?: typeof globalThis.fetch;
}
type CallOptions = Parameters<ModelClient['complete']>[1];
type Asked = Omit<ModelRequest, 'tier'>;

/** What is kept of an answer that broke off. */
const MAX_HEARD_CHARS = 8_000;

/** Chat completions over any compatible endpoint, through the `openai` package with its own retries off: retries are the engine's. */
export function createModelClient(config: ModelConfig, deps: ClientDeps): ModelClient & EndpointClient {
  const endpoint = readEndpoint(config);
  const redact = createRedactor([config.apiKey, endpoint.password]);
  /** Models that refused an optional parameter and answered without: asking again each time would double the calls. */
  const plainModels = new Map<string, BodyOptions>();

  const send = async (request: Asked, model: string, body: BodyOptions, options: CallOptions): Promise<ModelResult> => {
    const cutter = new AbortController();
    let stalled = false;
    const watch = watchForStall(deps.clock, config.stallMs, () => {
      stalled = true;
      cutter.abort();
    });
    let refusedBody: string | null = null;
    let status: number | null = null;
    let heard = '';
    const onText = (delta: string) => {
      if (heard.length < MAX_HEARD_CHARS) heard += delta;
      options.onText?.(delta);
    };
    const fetchAndNote: typeof globalThis.fetch = async (url, init) => {
      const response = await (deps.fetch ?? globalThis.fetch)(url, init);
      watch.touch();
      status = response.status;
      if (response.ok) return response;
      refusedBody = await response.text();
      return new Response(refusedBody, { status: response.status, headers: response.headers });
    };
    const client = openClient(config, endpoint, fetchAndNote);
    try {
      const signal = AbortSignal.any([options.signal, cutter.signal]);
      const headers = { 'Idempotency-Key': options.idempotencyKey };
      const response = await client.chat.completions.create(buildChatBody(request, model, body), { signal, headers }).asResponse();
      const answer = await readAnswer(response, {
        client,
        controller: cutter,
        callIdPrefix: `call_${options.idempotencyKey.replaceAll(/[^A-Za-z0-9]/g, '_')}_`,
        onText,
        onActivity: watch.touch,
      });
      if (options.signal.aborted) return { ok: false, aborted: true };
      return { ok: true, answer: toAnswer(request, model, answer) };
    } catch (error) {
      if (options.signal.aborted) return { ok: false, aborted: true };
      const fault = stalled ? stallFault(config.stallMs) : error;
      const body = refusedBody ?? (error instanceof ErrorInAnswer ? JSON.stringify(error.body) : heard || null);
      const said = { endpoint: null, model, httpStatus: status, body: body === null ? null : redact(body) };
      return { ok: false, ...classifyError(fault, { redact, refusedBody, wallClockMs: Date.now() }), said };
    } finally {
      watch.stop();
    }
  };

  const call: EndpointClient['call'] = async (model, request, options) => {
    const asked = plainModels.get(model) ?? { optional: 'all', tools: true };
    const result = await send(request, model, asked, options);
    const plainer = plainerBody(asked, result);
    if (!plainer) return result;
    const second = await send(request, model, plainer, options);
    if (second.ok) plainModels.set(model, plainer);
    return second;
  };

  return {
    call,
    complete: (request, options) => call(config.models[request.tier], request, options),
    modelFor: (tier) => config.models[tier],
    label: config.offline ? 'offline' : endpoint.url,
    offline: config.offline,
    assumedCostMicroUsd: assumedPrice,
  };
}

/**
 * Words of an endpoint whose model takes no tools at all. Only these: a 400 about one message of role "tool" must not cost a model
 * its tools for good.
 */
const NO_TOOLS =
  /(not|n't|un)\s?support\w*\b[^.]*\b(tools?|functions?)\b|\b(tools?|functions?)\b[^.]*\b(not|n't|un)\s?(support|recogni|permit|allow)|enable-auto-tool-choice/i;

/** What to leave out after a refusal, or null where asking again makes no sense. Tools stay unless the refusal is about them. */
function plainerBody(asked: BodyOptions, result: ModelResult): BodyOptions | null {
  if (result.ok || 'aborted' in result || result.failure.code !== 'bad_request') return null;
  const tools = asked.tools && !NO_TOOLS.test(result.failure.message);
  return asked.optional === 'needed' && tools === asked.tools ? null : { optional: 'needed', tools };
}

function stallFault(stallMs: number): ModelFault {
  return new ModelFault('stalled', `The model endpoint sent nothing for ${stallMs / 1000} s, so the call was cut`);
}

function toAnswer(request: Asked, model: string, collected: CollectedAnswer): ModelAnswer {
  const usage = collected.usage ? { ...collected.usage, reported: true } : estimateUsage(request, collected);
  return {
    model: collected.model ?? model,
    text: collected.text,
    refusal: collected.refusal,
    toolCalls: collected.toolCalls,
    finishReason: collected.finishReason,
    usage,
    // An endpoint may answer under a name of its own; what was asked for is then the better key to a price.
    costMicroUsd: priceUsage(collected.model ?? model, usage) ?? priceUsage(model, usage),
  };
}

interface Endpoint {
  url: string;
  password: string | null;
  authorization: string | null;
}

/** `fetch` refuses addresses with a password in them, and nobody should read it in a label: it becomes a header. */
function readEndpoint(config: ModelConfig): Endpoint {
  const url = new URL(config.baseUrl);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization = username !== '' && !config.apiKey ? `Basic ${Buffer.from(pair).toString('base64')}` : null;
  return { url: url.href.replace(/\/+$/, ''), password: password === '' ? null : decodeURIComponent(password), authorization };
}

function openClient(config: ModelConfig, endpoint: Endpoint, fetch: typeof globalThis.fetch): OpenAI {
  return new OpenAI({
    baseURL: endpoint.url,
    // The package insists on a key; endpoints without one ignore the header.
    apiKey: config.apiKey ?? 'none',
    organization: null,
    project: null,
    maxRetries: 0,
    // The stall watch cuts first; this is the package's own limit out of the way.
    timeout: Math.ceil(config.stallMs) + 60_000,
    // Its log lines may hold prompts.
    logLevel: 'off',
    fetch,
    ...(endpoint.authorization ? { defaultHeaders: { Authorization: endpoint.authorization } } : {}),
  });
}
