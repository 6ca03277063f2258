import type { ModelRequest } from '../ports/model';

const CHARS_PER_TOKEN = 4;
/** What an answer takes that nobody bounded; what it really took is settled afterwards. */
const USUAL_OUTPUT_TOKENS = 1_000;

/** What a call is likely to take out of its endpoint's tokens a minute. */
export function estimateTokens(request: Pick<ModelRequest, 'messages' | 'tools' | 'maxOutputTokens'>): number {
  const chars = JSON.stringify([request.messages, request.tools]).length;
  return Math.ceil(chars / CHARS_PER_TOKEN) + (request.maxOutputTokens ?? USUAL_OUTPUT_TOKENS);
}
