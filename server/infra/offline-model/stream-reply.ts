import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { ChatRequest, Reply } from './chat-request';

/** Chunks are sent at this beat; how much each holds follows from the speed. */
const BEAT_MS = 30;
const CHARS_AT_ONCE = 400;
/** Arguments of tools are not shown as they come, so nobody waits for them to be read. */
const TOOL_SPEED_UP = 8;

export interface Completion {
  id: string;
  model: string;
  createdSeconds: number;
  usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
}

export interface Pace {
  /** 0: as fast as possible. */
  charsPerSecond: number;
  /** Ends the stream after this much text, without its end. */
  cut: { afterChars: number; how: 'stall' | 'break' | 'bad-chunk' } | null;
}

export const finishReasonOf = (reply: Reply): string => reply.finishReason ?? (reply.toolCalls.length > 0 ? 'tool_calls' : 'stop');

export async function streamReply(
  response: ServerResponse,
  request: ChatRequest,
  reply: Reply,
  about: Completion,
  pace: Pace,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', connection: 'keep-alive' });
  const send = (delta: object, finish: string | null = null) =>
    sendChunk(response, about, { choices: [{ index: 0, delta, finish_reason: finish }] });
  send({ role: 'assistant', content: '' });
  let said = 0;
  for (const part of partsOf(reply.text, pace.charsPerSecond)) {
    if (pace.cut && said >= pace.cut.afterChars) break;
    send({ content: part });
    said += part.length;
    if (!(await beat(response, pace.charsPerSecond))) return;
  }
  if (pace.cut) return cutOff(response, pace.cut.how);
  if (reply.refusal) send({ refusal: reply.refusal });
  const toolPace = pace.charsPerSecond * TOOL_SPEED_UP;
  for (const [index, call] of reply.toolCalls.entries()) {
    send({ tool_calls: [{ index, id: `${about.id}-${index}`, type: 'function', function: { name: call.name, arguments: '' } }] });
    for (const part of partsOf(call.arguments, toolPace)) {
      send({ tool_calls: [{ index, function: { arguments: part } }] });
      if (!(await beat(response, toolPace))) return;
    }
  }
  send({}, finishReasonOf(reply));
  if (request.stream_options?.include_usage) sendChunk(response, about, { choices: [], usage: about.usage });
  response.end('data: [DONE]\n\n');
}

function sendChunk(response: ServerResponse, about: Completion, body: object): void {
  const chunk = { id: about.id, object: 'chat.completion.chunk', created: about.createdSeconds, model: about.model, ...body };
  response.write(`data: ${JSON.stringify(chunk)}\n\n`);
}

/** Never cuts a character of two units in half. */
function partsOf(text: string, charsPerSecond: number): string[] {
  const size = charsPerSecond === 0 ? CHARS_AT_ONCE : Math.max(1, Math.round((charsPerSecond * BEAT_MS) / 1000));
  const parts: string[] = [];
  for (let start = 0; start < text.length; ) {
    const end = start + size;
    const isHalf = /[\uD800-\uDBFF]/.test(text[end - 1] ?? '');
    parts.push(text.slice(start, isHalf ? end + 1 : end));
    start = isHalf ? end + 1 : end;
  }
  return parts;
}

/** False once nobody listens any more. */
async function beat(response: ServerResponse, charsPerSecond: number): Promise<boolean> {
  if (charsPerSecond > 0) await wait(Math.max(BEAT_MS, 1000 / charsPerSecond));
  return !response.destroyed;
}

function cutOff(response: ServerResponse, how: 'stall' | 'break' | 'bad-chunk'): void {
  if (how === 'break') response.end();
  if (how === 'bad-chunk') response.end('data: {"choices": [{"delta": {"content"\n\n');
}
