import type { ModelRequest, ModelUsage } from '@/server/core/ports/model';
import type { CollectedAnswer } from './collect-answer';

/** Bytes a token takes in common English and code; where an endpoint counts nothing, this is near enough for a budget. */
const BYTES_PER_TOKEN = 4;

export function estimateUsage(request: Omit<ModelRequest, 'tier'>, answer: CollectedAnswer): ModelUsage {
  const input = JSON.stringify([request.messages, request.tools]);
  const output = answer.text + (answer.refusal ?? '') + answer.toolCalls.map((call) => call.name + call.arguments).join('');
  return { inputTokens: tokensIn(input), outputTokens: tokensIn(output), cachedInputTokens: 0, reported: false };
}

function tokensIn(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}
