import { z } from 'zod';
import { text } from '@/lib/contracts/common';
import { editOperationSchema } from '@/lib/contracts/edit';
import { ESCALATION_PRIORITIES, ESCALATION_TYPES } from '@/lib/contracts/escalation';
import { inputDraftSchema } from '@/lib/contracts/run';
import { artifactTypeSchema } from '@/lib/contracts/task';
import type { ToolCallRequest } from '@/server/core/ports/model';
import { cleanValue } from './clean-text';
import { parseJsonAnswer } from './parse-json-answer';
import { MAX_PROPOSED_OPERATIONS, type ToolName } from './tool-definitions';

const MAX_CONTENT_BYTES = 4 * 1024 * 1024;

/** Models send a number as text, a document as an object and an object as text: all of that is understood. */
const metadataSchema = z.preprocess(
  (value) => {
    const parsed = typeof value === 'string' ? parseJsonAnswer(value) : null;
    return parsed?.ok ? cleanValue(parsed.value) : (value ?? {});
  },
  z.record(z.string(), z.unknown()),
);
const contentSchema = z.preprocess(
  (value) => (typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : value),
  z.string().refine((content) => Buffer.byteLength(content) <= MAX_CONTENT_BYTES, { error: 'must not be over 4 MiB' }),
);
const nullAsAbsent = (value: unknown) => value ?? undefined;

/** An object as text is understood too; whether it fits the task's schema is looked at where that schema is known. */
const outputsSchema = z.preprocess((value) => {
  const parsed = typeof value === 'string' ? parseJsonAnswer(value) : null;
  return parsed?.ok ? cleanValue(parsed.value) : (value ?? undefined);
}, z.record(z.string(), z.unknown()).optional());

/** An array as text is understood too. */
const operationsSchema = z.preprocess((value) => {
  const parsed = typeof value === 'string' ? parseJsonAnswer(value) : null;
  return parsed?.ok ? cleanValue(parsed.value) : value;
}, z.array(editOperationSchema).min(1).max(MAX_PROPOSED_OPERATIONS));

const lowerCase = (value: unknown) => (typeof value === 'string' ? value.trim().toLowerCase() : value);
const upperCase = (value: unknown) => (typeof value === 'string' ? value.trim().toUpperCase() : value);

const escalateSchema = z.object({
  type: z.preprocess(lowerCase, z.enum(ESCALATION_TYPES)),
  question: text(2_000),
  details: z.preprocess((value) => value ?? '', z.coerce.string().max(20_000)),
  priority: z.preprocess((value) => upperCase(value ?? undefined), z.enum(ESCALATION_PRIORITIES).optional()),
  wait: z.preprocess((value) => lowerCase(value) !== 'false' && value !== false, z.boolean()),
});

const TOOL_ARGUMENTS = {
  list_artifacts: z.object({}),
  read_artifact: z.object({
    name: z.string().min(1),
    version: z.preprocess(nullAsAbsent, z.coerce.number().int().min(1).optional()),
    offset: z.preprocess((value) => value ?? 0, z.coerce.number().int().min(0)),
  }),
  write_artifact: z.object({
    name: inputDraftSchema.shape.name,
    type: z.preprocess(nullAsAbsent, artifactTypeSchema.optional()),
    content: contentSchema,
    metadata: metadataSchema,
  }),
  propose_edit: z.object({ reason: text(2_000), operations: operationsSchema }),
  escalate: escalateSchema,
  finish: z.object({ summary: z.preprocess((value) => value ?? '', z.coerce.string()), outputs: outputsSchema }),
} as const satisfies Record<ToolName, z.ZodType>;

export type ToolAction = { [N in ToolName]: { tool: N; input: z.infer<(typeof TOOL_ARGUMENTS)[N]> } }[ToolName];
export type ParsedToolCall = { ok: true; action: ToolAction } | { ok: false; problem: string };

/**
 * Reads a call as the model wrote it. A problem is worded for the model, which can then do better.
 * `cutOff`: the answer ended at its output limit within this call, so a repair would pass a part for the whole.
 */
export function parseToolCall(call: ToolCallRequest, allowed: readonly ToolName[], cutOff: boolean): ParsedToolCall {
  const name = allowed.find((candidate) => candidate === call.name);
  if (!name) return { ok: false, problem: `There is no tool named ${JSON.stringify(call.name)}. The tools are: ${allowed.join(', ')}.` };
  const given = readArguments(call.arguments, cutOff);
  if (!given.ok) return { ok: false, problem: `${name} was not run: ${given.problem}` };
  const parsed = TOOL_ARGUMENTS[name].safeParse(cleanValue(given.value));
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'arguments'}: ${issue.message}`);
    return { ok: false, problem: `${name} was not run. ${faults.join('; ')}. Call it again with arguments that match its schema.` };
  }
  // The table gives each name its own schema, which the union of them all cannot express.
  return { ok: true, action: { tool: name, input: parsed.data } as ToolAction };
}

/** The JSON of a call's arguments; nothing counts as an empty object. */
export function readArguments(text: string, cutOff: boolean): { ok: true; value: unknown } | { ok: false; problem: string } {
  if (text.trim() === '') return { ok: true, value: {} };
  if (cutOff && !isJson(text)) {
    return { ok: false, problem: 'the answer reached its output limit before the arguments were complete. Send less in one call.' };
  }
  const parsed = parseJsonAnswer(text);
  if (!parsed.ok) return { ok: false, problem: `its arguments are not valid JSON (${parsed.problem}). Call it again.` };
  return parsed;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
