import { z } from 'zod';
import type { ProbeAnswer, ProbeReport } from '@/lib/contracts/model';
import type { Failure } from '@/lib/contracts/task';
import type { Clock } from '@/server/core/ports/clock';
import type { ModelRequest } from '@/server/core/ports/model';
import type { EndpointAddress } from '@/server/core/ports/model-endpoints';
import type { Fetch } from '../net/guarded-fetch';
import { createModelClient } from './create-model-client';

const LIST_WITHIN_MS = 8_000;
const ALL_WITHIN_MS = 40_000;
const MAX_LISTED = 500;
const MAX_LIST_BYTES = 4 * 1024 * 1024;
const OUTPUT_TOKENS = 400;

const listSchema = z.looseObject({ data: z.array(z.looseObject({ id: z.string().max(200) })) });

interface ProbeDeps {
  clock: Clock;
  fetch: Fetch;
}

/** What one question of the probe met on its way. */
interface Seen {
  statuses: number[];
  streamed: boolean;
  /** Of the request that was answered. */
  body: Record<string, unknown>;
}

/** Asks for the list of models, then three short questions: plain words, a tool call, an answer of a JSON schema. Never rejects. */
export async function probeEndpoint(address: EndpointAddress, wanted: string | null, deps: ProbeDeps): Promise<ProbeReport> {
  const signal = AbortSignal.timeout(ALL_WITHIN_MS);
  const models = await listModels(address, deps.fetch);
  const model = wanted ?? models[0] ?? null;
  const report: ProbeReport = {
    reachable: models.length > 0 ? 'yes' : 'unknown',
    authorised: 'unknown',
    model,
    modelExists: 'unknown',
    streams: 'unknown',
    tools: 'unknown',
    jsonSchema: 'unknown',
    latencyMs: null,
    firstTokenMs: null,
    fault: null,
    models,
  };
  if (model === null) return { ...report, fault: { code: 'no_model', message: 'The endpoint lists no models: name one to test it.' } };

  const plain = await ask(address, model, { messages: [USER('Answer with the one word: ready')], tools: [] }, deps, signal);
  if (!plain.result.ok) return { ...report, ...verdictOf(plain.failure, models, model), fault: plain.fault };
  const [tools, schema] = await Promise.all([
    ask(address, model, { messages: [USER('Call the tool "note" with the text "ready".')], tools: [NOTE] }, deps, signal),
    ask(address, model, { messages: [USER('Answer with {"ready": true}.')], tools: [], responseSchema: READY }, deps, signal),
  ]);
  return {
    ...report,
    reachable: 'yes',
    authorised: 'yes',
    modelExists: 'yes',
    streams: plain.seen.streamed ? 'yes' : 'no',
    latencyMs: plain.latencyMs,
    firstTokenMs: plain.firstTokenMs,
    tools: !tools.result.ok ? 'unknown' : tools.result.answer.toolCalls.length > 0 ? 'yes' : 'tools' in tools.seen.body ? 'unknown' : 'no',
    jsonSchema: !schema.result.ok ? 'unknown' : 'response_format' in schema.seen.body && isReady(schema.result.answer.text) ? 'yes' : 'no',
  };
}

const USER = (content: string) => ({ role: 'user' as const, content });
const NOTE = {
  name: 'note',
  description: 'Notes a text.',
  parameters: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'], additionalProperties: false },
};
const READY = {
  name: 'readiness',
  schema: { type: 'object', properties: { ready: { type: 'boolean' } }, required: ['ready'], additionalProperties: false },
};

function isReady(text: string): boolean {
  try {
    return typeof JSON.parse(text).ready === 'boolean';
  } catch {
    return false;
  }
}

async function ask(address: EndpointAddress, model: string, request: Omit<ModelRequest, 'tier'>, deps: ProbeDeps, signal: AbortSignal) {
  const seen: Seen = { statuses: [], streamed: false, body: {} };
  const watched: Fetch = async (url, init) => {
    const response = await deps.fetch(url, init);
    seen.statuses.push(response.status);
    seen.streamed = response.headers.get('content-type')?.includes('text/event-stream') ?? false;
    seen.body = JSON.parse(String(init?.body ?? '{}'));
    return response;
  };
  const models = { economy: model, standard: model, premium: model };
  const client = createModelClient({ ...address, models, offline: false }, { clock: deps.clock, fetch: watched });
  const startedMs = deps.clock.now();
  let firstTokenMs: number | null = null;
  const onText = () => {
    firstTokenMs ??= Math.round(deps.clock.now() - startedMs);
  };
  const options = {
    signal,
    onText,
    idempotencyKey: `probe-${Math.round(startedMs)}-${request.tools.length}-${request.responseSchema ? 1 : 0}`,
  };
  const result = await client.call(model, { ...request, maxOutputTokens: OUTPUT_TOKENS }, options);
  const latencyMs = Math.round(deps.clock.now() - startedMs);
  const failure: Failure | null = result.ok ? null : 'aborted' in result ? TOO_SLOW : result.failure;
  const fault = failure && { code: failure.code, message: failure.message };
  return { result, seen, latencyMs, firstTokenMs: firstTokenMs as number | null, failure, fault };
}

const TOO_SLOW: Failure = {
  code: 'timeout',
  message: `The endpoint was not done within ${ALL_WITHIN_MS / 1000} s`,
  httpStatus: null,
  place: 'model',
  permanent: false,
  stack: null,
};

type Verdict = Pick<ProbeReport, 'reachable' | 'authorised' | 'modelExists'>;

function verdictOf(failure: Failure | null, models: readonly string[], model: string): Verdict {
  const status = failure?.httpStatus ?? null;
  const listed: ProbeAnswer = models.length === 0 ? 'unknown' : models.includes(model) ? 'yes' : 'no';
  if (failure?.code === 'unreachable' || failure?.code === 'connect_timeout')
    return { reachable: 'no', authorised: 'unknown', modelExists: 'unknown' };
  if (status === null) return { reachable: models.length > 0 ? 'yes' : 'unknown', authorised: 'unknown', modelExists: listed };
  if (status === 401 || status === 403) return { reachable: 'yes', authorised: 'no', modelExists: listed };
  if (status === 404) return { reachable: 'yes', authorised: 'yes', modelExists: 'no' };
  return { reachable: 'yes', authorised: status === 402 ? 'no' : 'yes', modelExists: listed };
}

/** Ids that the endpoint lists; none where it has no list, refuses it or takes too long. */
export async function listModels(address: EndpointAddress, fetch: Fetch): Promise<string[]> {
  try {
    const headers: Record<string, string> = address.apiKey === null ? {} : { authorization: `Bearer ${address.apiKey}` };
    const response = await fetch(`${address.baseUrl.replace(/\/+$/, '')}/models`, { headers, signal: AbortSignal.timeout(LIST_WITHIN_MS) });
    const text = response.ok ? await readBounded(response) : '';
    const parsed = listSchema.safeParse(text === '' ? null : JSON.parse(text));
    return parsed.success ? parsed.data.data.slice(0, MAX_LISTED).map(({ id }) => id) : [];
  } catch {
    return [];
  }
}

async function readBounded(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    bytes += part.value.length;
    if (bytes > MAX_LIST_BYTES) throw new Error('The list of models is too long');
    chunks.push(part.value);
  }
  return Buffer.concat(chunks).toString('utf8');
}
