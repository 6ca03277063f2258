import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type ChatRequest, chatRequestSchema, type Reply } from './chat-request';
import { attemptOf, type Fault, faultIn, parseFault, strikes } from './faults';
import { respond } from './respond';
import { type Completion, finishReasonOf, type Pace, streamReply } from './stream-reply';

export interface OfflineModelOptions {
  /** 0: any free port. */
  port: number;
  /** How fast it speaks; 0: as fast as possible. Default 900. */
  charsPerSecond?: number;
}

const DEFAULT_CHARS_PER_SECOND = 900;
const MAX_BODY_BYTES = 64 * 1024 * 1024;
const MODELS = ['offline-economy', 'offline-standard', 'offline-premium'];
/** A cut stream says this much first. */
const CUT_AFTER_CHARS = 60;

/**
 * A model that needs no network: an OpenAI-compatible server on loopback, the same words for the same request. It honours tools and
 * JSON schemas and makes faults on demand (docs/offline-model.md).
 */
export async function startOfflineModel(options: OfflineModelOptions): Promise<{ url: string; close(): Promise<void> }> {
  const charsPerSecond = options.charsPerSecond ?? DEFAULT_CHARS_PER_SECOND;
  const server = createServer((incoming, response) => {
    answer(incoming, response, charsPerSecond).catch((error: unknown) => {
      if (!response.headersSent) sendError(response, 500, 'server_error', error instanceof Error ? error.message : 'Unknown');
      else response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(incoming: IncomingMessage, response: ServerResponse, charsPerSecond: number): Promise<void> {
  const path = (incoming.url ?? '').split('?')[0];
  if (incoming.method === 'GET' && path === '/v1/models') {
    const data = MODELS.map((id) => ({ id, object: 'model', created: 0, owned_by: 'offline' }));
    sendJson(response, 200, { object: 'list', data });
  } else if (incoming.method === 'POST' && path === '/v1/chat/completions') await complete(incoming, response, charsPerSecond);
  else sendError(response, 404, 'not_found_error', `There is nothing at ${incoming.method} ${path}`);
}

async function complete(incoming: IncomingMessage, response: ServerResponse, charsPerSecond: number): Promise<void> {
  const body = await readJson(incoming);
  const parsed = chatRequestSchema.safeParse(body);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    sendError(response, 400, 'invalid_request_error', faults);
    return;
  }
  const request = parsed.data;
  const fault = faultFor(incoming, request);
  if (fault && refuses(response, fault)) return;
  const reply = respond(request, fault);
  const about = completionOf(request, reply);
  if (request.stream) await streamReply(response, request, reply, about, paceFor(fault, charsPerSecond));
  else sendJson(response, 200, wholeCompletion(reply, about));
}

/** From a header, the model's id (`offline-standard+429`), or the task's own prompt, in this order. */
function faultFor(incoming: IncomingMessage, request: ChatRequest): Fault | null {
  const header = incoming.headers['x-offline-fault'];
  const user = request.messages.find((message) => message.role === 'user')?.content ?? '';
  const prompt = /\n# Your task: [\s\S]*$/.exec(user)?.[0] ?? user;
  const fault =
    (typeof header === 'string' ? parseFault(header) : null) ?? parseFault(request.model.split('+').slice(1).join(' ')) ?? faultIn(prompt);
  const key = incoming.headers['idempotency-key'];
  const answers = request.messages.filter((message) => message.role === 'assistant').length;
  const attempt = attemptOf(typeof key === 'string' ? key : undefined);
  return fault && strikes(fault, { answers, attempt }) ? fault : null;
}

/** True where the fault is the whole answer. A stall keeps the connection open and silent. */
function refuses(response: ServerResponse, fault: Fault): boolean {
  const wish: Record<string, string> = fault.retryAfterSeconds === null ? {} : { 'retry-after': String(fault.retryAfterSeconds) };
  switch (fault.kind) {
    case '429':
      sendError(response, 429, 'rate_limit_error', 'Rate limit reached, asked for by the task', wish);
      return true;
    case '400':
      sendError(response, 400, 'invalid_request_error', 'Refused, as asked for by the task');
      return true;
    case '401':
      sendError(response, 401, 'authentication_error', 'Key refused, as asked for by the task');
      return true;
    case '500':
    case '503':
      sendError(response, Number(fault.kind), 'server_error', 'Failing, as asked for by the task', wish);
      return true;
    case 'context-length':
      sendError(
        response,
        400,
        'invalid_request_error',
        'The conversation exceeds the maximum context length, as asked for',
        {},
        'context_length_exceeded',
      );
      return true;
    default:
      return false;
  }
}

function paceFor(fault: Fault | null, charsPerSecond: number): Pace {
  if (fault?.kind === 'slow') return { charsPerSecond: fault.charsPerSecond, cut: null };
  const isCut = fault?.kind === 'stall' || fault?.kind === 'break' || fault?.kind === 'bad-chunk';
  return { charsPerSecond, cut: isCut ? { afterChars: CUT_AFTER_CHARS, how: fault.kind as 'stall' | 'break' | 'bad-chunk' } : null };
}

function completionOf(request: ChatRequest, reply: Reply): Completion {
  const input = JSON.stringify([request.messages, request.tools ?? []]);
  const output = reply.text + reply.toolCalls.map((call) => call.name + call.arguments).join('');
  const prompt = Math.ceil(Buffer.byteLength(input) / 4);
  const completion = Math.max(1, Math.ceil(Buffer.byteLength(output) / 4));
  const id = `offline-${createHash('sha256').update(input).digest('hex').slice(0, 12)}`;
  const usage = { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
  return { id, model: request.model.split('+')[0] ?? request.model, createdSeconds: Math.floor(Date.now() / 1000), usage };
}

function wholeCompletion(reply: Reply, about: Completion): object {
  const toolCalls = reply.toolCalls.map((call, index) => ({ id: `${about.id}-${index}`, type: 'function', function: call }));
  const message = {
    role: 'assistant',
    content: reply.text,
    refusal: reply.refusal ?? null,
    ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
  };
  const choice = { index: 0, message, finish_reason: finishReasonOf(reply) };
  return {
    id: about.id,
    object: 'chat.completion',
    created: about.createdSeconds,
    model: about.model,
    choices: [choice],
    usage: about.usage,
  };
}

async function readJson(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return null;
  }
}

function sendError(
  response: ServerResponse,
  status: number,
  type: string,
  message: string,
  headers: Record<string, string> = {},
  code: string | null = null,
): void {
  sendJson(response, status, { error: { message, type, param: null, code } }, headers);
}

function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
