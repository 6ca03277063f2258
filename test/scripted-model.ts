import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ScriptedToolCall {
  name: string;
  /** An object is sent as JSON; a string as it is, malformed or not. */
  arguments: object | string;
  id?: string;
}

/** What the server does with one request. */
export type ScriptedReply =
  /** An answer: streamed in chunks, or with `stream: false` as one JSON body. `usage: null` leaves the usage out. */
  | {
      text?: string;
      toolCalls?: ScriptedToolCall[];
      refusal?: string;
      finishReason?: string | null;
      usage?: { prompt_tokens: number; completion_tokens: number } | null;
      model?: string;
      stream?: boolean;
    }
  | { status: number; headers?: Record<string, string>; body?: unknown }
  /** Sends this much of an answer and then nothing more; without a text not even the headers. */
  | { stallAfter: string | null }
  /** Sends this much of an answer and closes the connection. */
  | { breakAfter: string }
  | { raw: string; contentType?: string };

interface ChatRequest {
  model: string;
  stream?: boolean;
  messages: { role: string; content: string | null; tool_calls?: unknown[]; tool_call_id?: string }[];
  tools?: { type: string; function: { name: string } }[];
  response_format?: { type: string; json_schema?: { name?: string } };
  stream_options?: unknown;
}

export interface RecordedRequest {
  path: string;
  headers: IncomingMessage['headers'];
  body: ChatRequest;
  /** True once the caller has gone without waiting for the end. */
  aborted: boolean;
}

/** One reply a request, in order; or a function, which may wait for whatever the test waits for. */
export type Script = ScriptedReply[] | ((request: RecordedRequest, index: number) => ScriptedReply | Promise<ScriptedReply>);

export interface ScriptedModel {
  /** Base URL for `OPENAI_BASE_URL`. */
  url: string;
  /** Every chat request, in order of arrival. */
  requests: RecordedRequest[];
  /** Resolves once this many have arrived. */
  arrived(count: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * What to say to a request about an escalation: it is passed on to people. Null: the request is a task's. For scripts that go by prompts, which
 * stand in these requests too.
 */
export function passedOn({ body }: RecordedRequest): ScriptedReply | null {
  const name = body.response_format?.json_schema?.name;
  if (name === 'judgement') return { text: '{"decision":"pass","reason":"It is for people.","question":null}' };
  return name === 'answer' ? { text: '{"answer":"All that is known stands in the work."}' } : null;
}

/** An OpenAI-compatible server on loopback that does what the test says and keeps every request. */
export async function startScriptedModel(script: Script): Promise<ScriptedModel> {
  const requests: RecordedRequest[] = [];
  const waiting = new Set<{ count: number; resolve: () => void }>();
  const server = createServer(async (incoming, response) => {
    if (incoming.method === 'GET') return sendJson(response, 200, { object: 'list', data: [{ id: 'scripted', object: 'model' }] });
    const request: RecordedRequest = {
      path: incoming.url ?? '',
      headers: incoming.headers,
      body: JSON.parse(await readBody(incoming)),
      aborted: false,
    };
    response.on('close', () => {
      request.aborted = !response.writableFinished;
    });
    const index = requests.push(request) - 1;
    for (const waiter of waiting) if (requests.length >= waiter.count) waiter.resolve();
    const reply = typeof script === 'function' ? await script(request, index) : script[index];
    send(response, request, reply ?? { status: 400, body: { error: { message: `The script has no reply for request ${index + 1}` } } });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    arrived: (count) =>
      new Promise<void>((resolve) => {
        if (requests.length >= count) resolve();
        else waiting.add({ count, resolve });
      }),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, request: RecordedRequest, reply: ScriptedReply): void {
  if (response.destroyed) return;
  if ('status' in reply) sendJson(response, reply.status, reply.body ?? { error: { message: 'Scripted' } }, reply.headers);
  else if ('raw' in reply) {
    response.writeHead(200, { 'content-type': reply.contentType ?? 'text/event-stream' });
    response.end(reply.raw);
  } else if ('stallAfter' in reply) {
    if (reply.stallAfter === null) return;
    startStream(response);
    writeChunk(response, request, { content: reply.stallAfter });
  } else if ('breakAfter' in reply) {
    startStream(response);
    writeChunk(response, request, { content: reply.breakAfter });
    response.end();
  } else sendAnswer(response, request, reply);
}

type Answer = Extract<ScriptedReply, { text?: string }>;

function sendAnswer(response: ServerResponse, request: RecordedRequest, reply: Answer): void {
  const calls = (reply.toolCalls ?? []).map((call, index) => ({
    id: call.id ?? `call_${index}`,
    type: 'function',
    function: { name: call.name, arguments: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments) },
  }));
  const finishReason = reply.finishReason === undefined ? (calls.length > 0 ? 'tool_calls' : 'stop') : reply.finishReason;
  const usage = reply.usage === undefined ? { prompt_tokens: 1000, completion_tokens: 100 } : reply.usage;
  const message = { content: reply.text ?? null, ...(reply.refusal ? { refusal: reply.refusal } : {}) };
  const model = reply.model ?? request.body.model;
  if (reply.stream === false || request.body.stream !== true) {
    const choice = { index: 0, message: { role: 'assistant', ...message, tool_calls: calls }, finish_reason: finishReason };
    sendJson(response, 200, { id: 'scripted', object: 'chat.completion', model, choices: [choice], ...(usage ? { usage } : {}) });
    return;
  }
  startStream(response);
  for (const part of reply.text?.match(/[\s\S]{1,20}/g) ?? []) writeChunk(response, request, { content: part }, model);
  if (reply.refusal) writeChunk(response, request, { refusal: reply.refusal }, model);
  for (const [index, call] of calls.entries()) writeCall(response, request, { ...call, index }, model);
  writeChunk(response, request, {}, model, finishReason);
  if (usage) response.write(`data: ${JSON.stringify({ object: 'chat.completion.chunk', model, choices: [], usage })}\n\n`);
  response.end('data: [DONE]\n\n');
}

/** Name and arguments come in several chunks, as real endpoints send them. */
function writeCall(
  response: ServerResponse,
  request: RecordedRequest,
  call: { index: number; id: string; type: string; function: { name: string; arguments: string } },
  model: string,
): void {
  const { index, id, type } = call;
  writeChunk(response, request, { tool_calls: [{ index, id, type, function: { name: call.function.name, arguments: '' } }] }, model);
  for (const part of call.function.arguments.match(/[\s\S]{1,64}/g) ?? []) {
    writeChunk(response, request, { tool_calls: [{ index, function: { arguments: part } }] }, model);
  }
}

function startStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
}

function writeChunk(
  response: ServerResponse,
  request: RecordedRequest,
  delta: object,
  model = request.body.model,
  finishReason: string | null = null,
): void {
  const chunk = { id: 'scripted', object: 'chat.completion.chunk', model, choices: [{ index: 0, delta, finish_reason: finishReason }] };
  response.write(`data: ${JSON.stringify(chunk)}\n\n`);
}

function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
