import { z } from 'zod';
import { agentDraftSchema } from './agent';
import { text } from './common';
import { inputDraftSchema } from './run';
import { artifactTypeSchema, ROLES } from './task';

/** Turns of the model that one message may cost. */
export const MAX_TRY_TURNS = 12;

const toolCallSchema = z.strictObject({
  id: z.string().max(500),
  name: z.string().max(500),
  arguments: z.string(),
  ok: z.boolean(),
  result: z.string(),
});

/** A turn that was had: sent back, so that nothing of a conversation is kept on the server. */
const tryTurnSchema = z.strictObject({
  text: z.string(),
  toolCalls: z.array(toolCallSchema).max(100),
  /** What was said to the model after it: by the engine, or by the person who tries. */
  feedback: z.string().nullable(),
});

const tryArtifactSchema = z.strictObject({
  name: text(200),
  type: artifactTypeSchema,
  content: z.string(),
  metadata: z.record(z.string(), z.unknown()),
});
export type TryArtifact = z.infer<typeof tryArtifactSchema>;

/** One message to a role, also to one that is not saved. */
export const tryAgentSchema = z.strictObject({
  role: z.enum(ROLES),
  /** Fields that differ from the role as it is now. */
  draft: agentDraftSchema.optional(),
  /** The task, or what is said next. */
  message: text(20_000).refine((message) => message.trim() !== '', { error: 'must not be empty' }),
  goal: text(5_000).optional(),
  documents: z
    .array(inputDraftSchema.omit({ encoding: true }))
    .max(10)
    .default([]),
  /** What was said before: the first message and every turn since. */
  earlier: z
    .strictObject({ task: text(20_000), turns: z.array(tryTurnSchema).min(1).max(60), artifacts: z.array(tryArtifactSchema).max(60) })
    .optional(),
});
export type TryAgent = z.infer<typeof tryAgentSchema>;
export type TryAgentInput = z.input<typeof tryAgentSchema>;

export interface TryTotals {
  turns: number;
  inputTokens: number;
  outputTokens: number;
  costUsd: number;
  /** Calls whose model has no price: their cost is unknown and not in `costUsd`. */
  unpricedCalls: number;
}

/** One line of the answer each, as it happens. */
export type TryEvent =
  | { type: 'started'; model: string; tier: string; system: string; user: string }
  | { type: 'words'; text: string }
  | {
      type: 'turn';
      text: string;
      toolCalls: { id: string; name: string; arguments: string }[];
      feedback: string | null;
      model: string;
      inputTokens: number;
      outputTokens: number;
      costUsd: number;
      priced: boolean;
      durationMs: number;
    }
  | { type: 'tools'; outcomes: { index: number; ok: boolean; result: string }[]; artifacts: TryArtifact[] }
  | { type: 'ended'; outcome: 'finished' | 'failed' | 'stopped'; message: string | null; totals: TryTotals };
