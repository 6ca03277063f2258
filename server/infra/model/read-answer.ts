import type OpenAI from 'openai';
import { Stream } from 'openai/streaming';
import { type CollectedAnswer, createAnswerCollector } from './collect-answer';
import { ErrorInAnswer, ModelFault } from './model-fault';

interface ReadOptions {
  client: OpenAI;
  /** Aborting it ends the reading. */
  controller: AbortController;
  callIdPrefix: string;
  onText: (delta: string) => void;
  /** Any byte: a comment that keeps a stream alive counts, too. */
  onActivity: () => void;
}

/**
 * Reads a stream of chunks, or the whole JSON body of an endpoint that does not stream.
 * @throws ModelFault for an answer that breaks off or is no completion; ErrorInAnswer; the stream's own errors.
 */
export async function readAnswer(response: Response, options: ReadOptions): Promise<CollectedAnswer> {
  const collector = createAnswerCollector(options.callIdPrefix, options.onText);
  const watched = watchBytes(response, options.onActivity);
  if ((response.headers.get('content-type') ?? '').includes('json')) {
    const body = parseBody(await watched.response.text());
    if (isErrorBody(body)) throw new ErrorInAnswer(body);
    if (!collector.add(body))
      throw new ModelFault('malformed_response', 'The model endpoint answered with JSON that is no chat completion');
    return collector.finish();
  }
  const stream = Stream.fromSSEResponse<unknown>(watched.response, options.controller, options.client);
  for await (const chunk of stream) collector.add(chunk);
  const answer = collector.finish();
  if (answer.finishReason === null && !watched.sawDone()) {
    throw new ModelFault('broken_stream', 'The model endpoint ended the stream before the answer was complete');
  }
  return answer;
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ModelFault('malformed_response', 'The model endpoint answered with a body that is not JSON');
  }
}

function isErrorBody(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'error' in body && Boolean(body.error) && !('choices' in body);
}

const DONE = '[DONE]';

/** Passes bytes on, tells of each chunk, and notes whether the end mark of the stream came by. */
function watchBytes(response: Response, onActivity: () => void): { response: Response; sawDone(): boolean } {
  if (!response.body) return { response, sawDone: () => false };
  const decoder = new TextDecoder('latin1');
  let tail = '';
  let done = false;
  const watcher = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      onActivity();
      const seen = tail + decoder.decode(chunk, { stream: true });
      done ||= seen.includes(`data: ${DONE}`) || seen.includes(`data:${DONE}`);
      tail = seen.slice(-16);
      controller.enqueue(chunk);
    },
  });
  const body = response.body.pipeThrough(watcher);
  return { response: new Response(body, { status: response.status, headers: response.headers }), sawDone: () => done };
}
