import { z } from 'zod';
import { cursorSchema, idSchema, limitSchema, text, timeSchema } from './common';

export const TASK_STATUSES = ['PENDING', 'READY', 'RUNNING', 'WAITING', 'SUCCEEDED', 'FAILED', 'SKIPPED', 'CANCELLED'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];
export const TASK_KINDS = ['agent', 'gate', 'branch'] as const;
export type TaskKind = (typeof TASK_KINDS)[number];
export const TIERS = ['economy', 'standard', 'premium'] as const;
export type Tier = (typeof TIERS)[number];
export const SIDE_EFFECTS = ['none', 'reversible', 'irreversible'] as const;

/** The eight roles of the specification, and the planner. */
export const ROLES = [
  'planner',
  'project_manager',
  'tech_lead',
  'backend_engineer',
  'frontend_engineer',
  'database_engineer',
  'ux_engineer',
  'code_reviewer',
  'security_reviewer',
] as const;
export type Role = (typeof ROLES)[number];

/** `requirements`, `architecture`, `code`, `tests`, `security`, `document`, `data` or another lower-case word. */
export const artifactTypeSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, { error: 'must be a lower-case word such as "code", not a MIME type' });

/** A task's key names it within its run, in URLs and in conditions. */
export const taskKeySchema = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_.-]{0,79}$/, { error: 'must start with a letter and hold letters, digits, "_", "-" or "." (80 at most)' });

/** The first four ask a model; `expression` is a condition alone, `human` a person. */
export const GATE_TYPES = ['code_review', 'security_review', 'tests', 'custom', 'expression', 'human'] as const;
export type GateType = (typeof GATE_TYPES)[number];

/** CEL over `artifact`, `task`, `run` and `outputs`; that it parses is checked in `lib/condition`. */
export const conditionSchema = text(2_000);
export const criteriaSchema = text(20_000);

/** `condition` of a gate that asks a model must hold as well. */
export const gateDraftSchema = z.strictObject({
  type: z.enum(GATE_TYPES),
  criteria: criteriaSchema.optional(),
  condition: conditionSchema.optional(),
});
export type GateDraft = z.infer<typeof gateDraftSchema>;

export const branchDraftSchema = z.strictObject({
  condition: conditionSchema,
  ifTrue: z.array(taskKeySchema).max(1_000),
  ifFalse: z.array(taskKeySchema).max(1_000),
});
export type BranchDraft = z.infer<typeof branchDraftSchema>;

/** A JSON Schema as large as this is no longer a description of a few values. */
const MAX_OUTPUTS_CHARACTERS = 20_000;

/** JSON Schema of what a task hands on as data. What it may hold is checked where it is compiled. */
export const outputsSchemaSchema = z
  .record(z.string(), z.unknown())
  .refine((schema) => schema.type === 'object', { error: 'must be a JSON Schema of type "object"' })
  .refine((schema) => JSON.stringify(schema).length <= MAX_OUTPUTS_CHARACTERS, {
    error: `must be at most ${MAX_OUTPUTS_CHARACTERS} characters of JSON`,
  });

export const taskDraftSchema = z.strictObject({
  key: taskKeySchema,
  title: text(200).optional(),
  role: z.enum(ROLES).optional(),
  prompt: text(200_000).optional(),
  dependsOn: z.array(taskKeySchema).max(1_000).default([]),
  kind: z.enum(TASK_KINDS).default('agent'),
  phase: text(80).optional(),
  artifactType: artifactTypeSchema.optional(),
  tier: z.enum(TIERS).optional(),
  maxAttempts: z.int().min(1).max(20).default(3),
  timeoutSeconds: z.int().min(1).max(86_400).optional(),
  priority: z.int().min(-100).max(100).default(0),
  sideEffects: z.enum(SIDE_EFFECTS).default('none'),
  /** What the task hands on as data, for `{{tasks.<key>.outputs.<name>}}` in later prompts. */
  outputs: outputsSchemaSchema.optional(),
  gate: gateDraftSchema.optional(),
  branch: branchDraftSchema.optional(),
});
export type TaskDraft = z.infer<typeof taskDraftSchema>;
export type TaskDraftInput = z.input<typeof taskDraftSchema>;

export const GATE_VERDICTS = ['pass', 'fail'] as const;
export const FINDING_SEVERITIES = ['info', 'minor', 'major', 'critical'] as const;

/** One thing that a gate found. `place` says where in the artifact, in words (`server/auth.ts:14`). */
export const findingSchema = z.object({
  severity: z.enum(FINDING_SEVERITIES),
  message: z.string(),
  place: z.string().nullable(),
  suggestion: z.string().nullable(),
});
export type Finding = z.infer<typeof findingSchema>;

export const gateViewSchema = z.object({
  type: z.enum(GATE_TYPES),
  criteria: z.string().nullable(),
  condition: z.string().nullable(),
  /** The last one that was given; null before. */
  verdict: z.enum(GATE_VERDICTS).nullable(),
  /** How often it has sent its findings back to the authors. */
  round: z.int(),
});
export type GateView = z.infer<typeof gateViewSchema>;

export const branchViewSchema = z.object({
  condition: z.string(),
  ifTrue: z.array(z.string()),
  ifFalse: z.array(z.string()),
  evaluated: z.boolean(),
  result: z.boolean().nullable(),
});
export type BranchView = z.infer<typeof branchViewSchema>;

/** What a gate or branch came to, once. */
export const judgementViewSchema = z.object({
  seq: z.int(),
  at: timeSchema,
  /** Key of the gate or branch. */
  gate: z.string(),
  /** `settled`: it opened, or chose. `asked`: a person had to decide. `too_late`: what it judged was being done anew already. */
  outcome: z.enum(['settled', 'sent_back', 'asked', 'refused', 'too_late']),
  /** Of what was sent back. */
  round: z.int().nullable(),
  result: z.boolean(),
  by: z.enum(['model', 'expression', 'person']),
  condition: z.string().nullable(),
  evidence: z.record(z.string(), z.unknown()),
  findings: z.array(findingSchema),
  /** Keys of the tasks that revise. */
  authors: z.array(z.string()),
});
export type JudgementView = z.infer<typeof judgementViewSchema>;

/** A task as runs are read: the row of `GET /api/v1/runs/{id}`. */
export const taskViewSchema = z.object({
  id: idSchema,
  key: z.string(),
  title: z.string(),
  role: z.string(),
  kind: z.enum(TASK_KINDS),
  /** Left out where the task belongs to none. */
  phase: z.string().nullish(),
  status: z.enum(TASK_STATUSES),
  /**
   * Why a WAITING task waits: `retry` or `rate_limit` until `readyAt`, `approval`, `outcome_unknown`, `decision` (an escalation of
   * a gate or branch) or `irreversible` (it has happened and cannot be undone) until a person decides.
   */
  waitingFor: z.string().nullable(),
  /** Null where it does not wait for a time. */
  readyAt: timeSchema.nullable(),
  dependsOn: z.array(z.string()),
  attempt: z.int(),
  maxAttempts: z.int(),
  invalidated: z.boolean(),
  /** What waits for it does not begin before somebody has decided about it. */
  held: z.boolean().optional(),
  tier: z.enum(TIERS),
  costUsd: z.number(),
  turns: z.int(),
  startedAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
  /** Left out where it is none; `verdict` is there once there is one. */
  gate: gateViewSchema.nullish(),
  branch: branchViewSchema.nullish(),
  /** True: an edit took it away after it had started; it is CANCELLED and stays in the list. */
  removed: z.literal(true).optional(),
});
export type TaskView = z.infer<typeof taskViewSchema>;

export const failureSchema = z.object({
  /** Class of the fault in the engine's terms, e.g. `rate_limited`, `timeout`, `context_length`. */
  code: z.string(),
  message: z.string(),
  httpStatus: z.int().nullable(),
  /** Where it happened. */
  place: z.enum(['model', 'tool', 'timeout', 'worker', 'plan', 'gate', 'engine']),
  permanent: z.boolean(),
  stack: z.string().nullable(),
});
export type Failure = z.infer<typeof failureSchema>;

export const attemptViewSchema = z.object({
  attempt: z.int(),
  workerId: z.string().nullable(),
  startedAt: timeSchema,
  finishedAt: timeSchema,
  outcome: z.enum(['succeeded', 'failed', 'cancelled', 'lost', 'rewound', 'sent_back']),
  failure: failureSchema.nullable(),
  /** When the next attempt may start, if one follows. */
  retryAt: timeSchema.nullable(),
});
export type AttemptView = z.infer<typeof attemptViewSchema>;

/** Where the rest of a text that was cut begins, for `GET …/text`; null where all of it is here. */
const restSchema = z.int().nullable();

export const TOOL_CALL_STATUSES = ['requested', 'started', 'succeeded', 'failed'] as const;

export const toolCallViewSchema = z.object({
  index: z.int(),
  name: z.string(),
  arguments: z.string(),
  argumentsBytes: z.int(),
  argumentsRest: restSchema,
  status: z.enum(TOOL_CALL_STATUSES),
  /** What the model was told, possibly cut; `resultBytes` is the full size. */
  result: z.string().nullable(),
  resultBytes: z.int(),
  resultRest: restSchema,
});
export type ToolCallView = z.infer<typeof toolCallViewSchema>;

export const turnViewSchema = z.object({
  conversation: z.int(),
  turn: z.int(),
  attempt: z.int(),
  model: z.string(),
  /** The model endpoint that answered; null for turns from before there were several. */
  endpoint: z.string().nullable(),
  /** One that the tier prefers did not answer. */
  fallback: z.boolean(),
  /** Possibly cut; `textBytes` is the full size. */
  text: z.string(),
  textBytes: z.int(),
  textRest: restSchema,
  refusal: z.string().nullable(),
  finishReason: z.string().nullable(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  costUsd: z.number(),
  /** False where the catalogue has no price for the model: the cost is then unknown, never zero. */
  priced: z.boolean(),
  /** Paid elsewhere, so that it cost this run nothing here: by the run it was forked from, or before a rewind. */
  inherited: z.enum(['parent', 'rewind']).nullable(),
  startedAt: timeSchema,
  finishedAt: timeSchema,
  toolCalls: z.array(toolCallViewSchema),
  /** What the engine told the model after this turn (a repair request, for instance). */
  feedback: z.string().nullable(),
});
export type TurnView = z.infer<typeof turnViewSchema>;

/** Everything the task drawer shows. */
export const taskDetailSchema = taskViewSchema.extend({
  runId: idSchema,
  prompt: z.string(),
  phase: z.string().nullable(),
  artifactType: z.string().nullable(),
  sideEffects: z.enum(SIDE_EFFECTS),
  timeoutSeconds: z.int(),
  priority: z.int(),
  outputsSchema: z.record(z.string(), z.unknown()).nullable(),
  /** What it handed on; null until it did, or where it has no schema. */
  outputs: z.record(z.string(), z.unknown()).nullable(),
  model: z.string(),
  /** The exact first request of each conversation, oldest first; very long ones are cut. */
  conversations: z.array(
    z.object({
      conversation: z.int(),
      system: z.string(),
      systemBytes: z.int(),
      systemRest: restSchema,
      user: z.string(),
      userBytes: z.int(),
      userRest: restSchema,
      /** After a rewind it goes on behind this many turns, which stand in an earlier one already and are not listed again; else 0. */
      continues: z.int(),
      createdAt: timeSchema,
    }),
  ),
  /** The newest turns, oldest first: one page. `olderTurns` is the cursor for those before it. */
  turnList: z.array(turnViewSchema),
  olderTurns: z.string().nullable(),
  /** All turns, without their words. */
  turnUsage: z.array(
    turnViewSchema.pick({
      conversation: true,
      turn: true,
      attempt: true,
      model: true,
      inputTokens: true,
      outputTokens: true,
      costUsd: true,
      priced: true,
      inherited: true,
    }),
  ),
  attemptList: z.array(attemptViewSchema),
  /** Of a gate or branch: what it came to, newest first. */
  judgements: z.array(judgementViewSchema),
  /** What gates found in the work of this task and sent back, newest first. */
  sentBack: z.array(judgementViewSchema),
});
export type TaskDetail = z.infer<typeof taskDetailSchema>;

const taskRef = { runId: idSchema, key: taskKeySchema };
export const taskRefSchema = z.strictObject(taskRef);

/** Pages go back in time; each page is oldest first. */
export const listTurnsSchema = z.strictObject({
  ...taskRef,
  attempt: z.coerce.number().int().min(1).max(1_000_000).optional(),
  cursor: cursorSchema.optional(),
  limit: limitSchema,
});
export type ListTurns = z.infer<typeof listTurnsSchema>;

/** The texts of a transcript: the first request, what the model said, and each tool call. */
export const TEXT_PARTS = ['system', 'user', 'text', 'arguments', 'result'] as const;
export type TextPart = (typeof TEXT_PARTS)[number];

const placeNumber = z.coerce.number().int().min(0).max(1_000_000);

/** `turn` and `index` are left out where the part needs none. `after` is in characters. */
export const readTextSchema = z.strictObject({
  ...taskRef,
  part: z.enum(TEXT_PARTS),
  conversation: placeNumber,
  turn: placeNumber.default(0),
  index: placeNumber.default(0),
  after: z.coerce.number().int().min(0).max(1_000_000_000).default(0),
});
export type ReadText = z.infer<typeof readTextSchema>;

export const textPieceSchema = z.object({
  text: z.string(),
  /** Give it as `after` for the next piece; null at the end. */
  next: z.int().nullable(),
  /** Of the whole text. */
  characters: z.int(),
});
export type TextPiece = z.infer<typeof textPieceSchema>;

export const searchTranscriptSchema = z.strictObject({ ...taskRef, q: text(200) });

export const transcriptHitSchema = z.object({
  conversation: z.int(),
  /** 0: the first request. */
  turn: z.int(),
  index: z.int().nullable(),
  part: z.enum(TEXT_PARTS),
  /** Around the first match; `at` is where in it the match begins, in characters. */
  snippet: z.string(),
  at: z.int(),
  matches: z.int(),
});
export type TranscriptHit = z.infer<typeof transcriptHitSchema>;
export const transcriptHitsSchema = z.object({ items: z.array(transcriptHitSchema), more: z.boolean() });
