import type { ChatCompletionCreateParamsStreaming, ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import type { ChatMessage, ModelRequest } from '@/server/core/ports/model';

/** What an endpoint may refuse: `all` asks for everything, `needed` only for what the answer cannot do without. */
export interface BodyOptions {
  optional: 'all' | 'needed';
  tools: boolean;
}

export function buildChatBody(
  request: Omit<ModelRequest, 'tier'>,
  model: string,
  options: BodyOptions,
): ChatCompletionCreateParamsStreaming {
  const all = options.optional === 'all';
  const schema = request.responseSchema;
  const messages = schema && !all ? withSchemaInWords(request.messages, schema.schema) : request.messages;
  return {
    model,
    messages: messages.map(toParam),
    stream: true,
    ...(all ? { stream_options: { include_usage: true } } : {}),
    ...(all && request.maxOutputTokens ? { max_completion_tokens: request.maxOutputTokens } : {}),
    ...(all && schema
      ? { response_format: { type: 'json_schema' as const, json_schema: { name: schema.name, schema: schema.schema, strict: true } } }
      : {}),
    ...(options.tools && request.tools.length > 0
      ? { tools: request.tools.map((tool) => ({ type: 'function' as const, function: { ...tool } })) }
      : {}),
  };
}

/** For an endpoint without `response_format`: the first message says what the parameter would have. */
function withSchemaInWords(messages: ChatMessage[], schema: Record<string, unknown>): ChatMessage[] {
  const words = `Answer with one JSON value and nothing else: no prose, no code fence. It must match this JSON Schema:\n${JSON.stringify(schema)}`;
  const [first, ...rest] = messages;
  if (first?.role === 'system') return [{ role: 'system', content: `${first.content}\n\n${words}` }, ...rest];
  return [{ role: 'system', content: words }, ...messages];
}

function toParam(message: ChatMessage): ChatCompletionMessageParam {
  switch (message.role) {
    case 'system':
    case 'user':
      return message;
    case 'tool':
      return { role: 'tool', tool_call_id: message.toolCallId, content: message.content };
    case 'assistant': {
      if (message.toolCalls.length === 0) return { role: 'assistant', content: message.content ?? '' };
      const calls = message.toolCalls.map((call) => ({
        id: call.id,
        type: 'function' as const,
        function: { name: call.name, arguments: call.arguments },
      }));
      return { role: 'assistant', content: message.content || null, tool_calls: calls };
    }
  }
}
