import type { Failure, Tier } from '@/lib/contracts/task';

/** A message of the conversation, in the shape of chat completions. */
export type ChatMessage =
  | { role: 'system' | 'user'; content: string }
  | { role: 'assistant'; content: string | null; toolCalls: ToolCallRequest[] }
  | { role: 'tool'; toolCallId: string; content: string };

export interface ToolCallRequest {
  id: string;
  name: string;
  /** JSON text as the model wrote it; may be malformed. */
  arguments: string;
}

export interface ToolDefinition {
  name: string;
  description: string;
  /** JSON Schema of the arguments. */
  parameters: Record<string, unknown>;
}

export interface ModelRequest {
  tier: Tier;
  messages: ChatMessage[];
  tools: ToolDefinition[];
  /** Ask for an answer of this JSON schema, where the endpoint has that; the answer is validated by the caller either way. */
  responseSchema?: { name: string; schema: Record<string, unknown> };
  maxOutputTokens?: number;
}

export interface ModelUsage {
  inputTokens: number;
  outputTokens: number;
  cachedInputTokens: number;
  /** False where the endpoint sent no usage and the figures are estimates from character counts. */
  reported: boolean;
}

export interface ModelAnswer {
  model: string;
  text: string;
  refusal: string | null;
  toolCalls: ToolCallRequest[];
  finishReason: string | null;
  usage: ModelUsage;
  /** Null where neither the catalogue nor the settings have a price for this model. */
  costMicroUsd: number | null;
  /** The endpoint that answered, by its name; `fallback`: one that the tier prefers did not. */
  servedBy?: { endpoint: string; fallback: boolean };
}

/** Of a call that failed: who was asked, and what came back (a refusal's body, or the part of an answer that arrived). */
export interface EndpointWords {
  endpoint: string | null;
  model: string;
  httpStatus: number | null;
  body: string | null;
}

/** What a call came to: faults are data. `retryAfterMs` is the endpoint's own wish (`Retry-After`). */
export type ModelResult =
  | { ok: true; answer: ModelAnswer }
  /** `postponeMs`: every endpoint of the tier is at its limit and nothing was called; ask again in so long, at no attempt's cost. */
  | { ok: false; failure: Failure; retryAfterMs: number | null; postponeMs?: number; said?: EndpointWords }
  /** The signal fired: cancel, fence or shutdown. Nothing is charged that we know of. */
  | { ok: false; aborted: true };

export interface ModelClient {
  /** One call, no retries beyond one without optional parameters. `onText` receives speech as it streams. Never rejects. */
  complete(
    request: ModelRequest,
    options: { signal: AbortSignal; onText?: (delta: string) => void; idempotencyKey: string },
  ): Promise<ModelResult>;
  /** The model id that a tier resolves to now. */
  modelFor(tier: Tier): string;
  /** `offline`, or the endpoint's base URL without credentials. */
  readonly label: string;
  readonly offline: boolean;
  /** Stated price for models without one, so that a budget still holds: micro-dollars for this usage. */
  assumedCostMicroUsd(usage: ModelUsage): number;
}
