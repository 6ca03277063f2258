import { z } from 'zod';
import { cursorSchema, idSchema, limitSchema, pageOf, text, timeSchema } from './common';
import { attemptViewSchema, failureSchema, ROLES, SIDE_EFFECTS, TASK_STATUSES, TIERS } from './task';

/**
 * `superseded`: a rewind went back before it, or its run was cancelled. Only a discarded letter is ever opened again; a task that
 * fails once more has a new one.
 */
export const DEAD_LETTER_STATUSES = ['pending', 'replayed', 'resolved', 'discarded', 'superseded'] as const;
export type DeadLetterStatus = (typeof DEAD_LETTER_STATUSES)[number];

/** 32 hex digits: error class, HTTP status, the message without ids and numbers, and the place. */
export const fingerprintSchema = z.string().regex(/^[0-9a-f]{32}$/, { error: 'must be a fingerprint of 32 hex digits' });

/** Filters ignore case. */
const lower = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (typeof value === 'string' ? value.trim().toLowerCase() : value), schema);
const fingerprintInputSchema = lower(fingerprintSchema);

/** What may be changed of a task before it is replayed. What is left out stays. */
export const replayChangesSchema = z
  .strictObject({
    prompt: text(200_000),
    role: z.enum(ROLES).exclude(['planner']),
    tier: z.enum(TIERS),
    /** Given to the task in its first request, besides its materials; a value that is no text is handed on as JSON. */
    input: z.union([text(200_000), z.record(z.string(), z.unknown())]),
    timeoutSeconds: z.int().min(1).max(86_400),
  })
  .partial();
export type ReplayChanges = z.infer<typeof replayChangesSchema>;

/** What became of a letter that was dealt with. */
export const letterOutcomeSchema = z.object({
  /** Of the replayed task: still under way, `succeeded`, or `failed` again (then with the letter that followed). */
  state: z.enum(['running', 'succeeded', 'failed', 'cancelled']),
  nextLetterId: idSchema.nullable(),
});

const messageSchema = z.object({ role: z.string(), content: z.string(), cut: z.boolean() });

/** Everything that is needed to understand a failure; secrets are masked before it is kept. */
export const executionContextSchema = z.object({
  attempt: z.int(),
  /** Null where no call was made (a timeout in a queue, a worker that vanished). */
  lastRequest: z
    .object({ model: z.string().nullable(), endpoint: z.string().nullable(), conversation: z.int(), messages: z.array(messageSchema) })
    .nullable(),
  lastResponse: z.object({ httpStatus: z.int().nullable(), body: z.string(), cut: z.boolean() }).nullable(),
  /** What the task had at hand. */
  artifacts: z.array(
    z.object({ id: idSchema, name: z.string(), type: z.string(), version: z.int(), bytes: z.int(), taskKey: z.string().nullable() }),
  ),
  settings: z.object({
    role: z.string(),
    tier: z.string(),
    prompt: z.string(),
    input: z.string().nullable(),
    maxAttempts: z.int(),
    timeoutSeconds: z.int(),
    sideEffects: z.string(),
  }),
  worker: z.object({ id: z.string(), hostname: z.string(), pid: z.int() }).nullable(),
  versions: z.object({ signalbox: z.string(), graphVersion: z.int(), agentVersion: z.int().nullable() }),
  /** What a program said of it that sent the task here. */
  given: z.record(z.string(), z.unknown()).nullish(),
});
export type ExecutionContext = z.infer<typeof executionContextSchema>;

export const deadLetterListItemSchema = z.object({
  id: idSchema,
  runId: idSchema,
  runGoal: z.string(),
  taskId: idSchema,
  taskKey: z.string(),
  taskTitle: z.string(),
  role: z.string(),
  fingerprint: fingerprintSchema,
  status: z.enum(DEAD_LETTER_STATUSES),
  errorMessage: z.string(),
  failure: failureSchema,
  /** How often this task has been replayed so far. */
  replayCount: z.int(),
  /** At this many replays only a discard, a resolve or an override with a reason is left. */
  replayLimit: z.int(),
  sideEffects: z.enum(SIDE_EFFECTS),
  createdAt: timeSchema,
  resolvedAt: timeSchema.nullable(),
  resolvedBy: z.string().nullable(),
  resolutionNotes: z.string().nullable(),
  /** Null until it was replayed. */
  outcome: letterOutcomeSchema.nullable(),
  stackTrace: z.string().nullable(),
  /** In a list without the messages of the last request. */
  executionContext: executionContextSchema,
  /** Of this task, oldest first, with when the next was to begin. */
  attempts: z.array(attemptViewSchema),
});
export type DeadLetterListItem = z.infer<typeof deadLetterListItemSchema>;

export const deadLetterSchema = deadLetterListItemSchema.extend({
  /** What the replay changed; null: nothing, or not replayed. */
  changes: z.object({ before: z.record(z.string(), z.unknown()), after: z.record(z.string(), z.unknown()) }).nullable(),
  /** The letters of the same task before and after this one, oldest first, this one included. */
  history: z.array(z.object({ id: idSchema, status: z.enum(DEAD_LETTER_STATUSES), createdAt: timeSchema })),
  taskStatus: z.enum(TASK_STATUSES),
  runStatus: z.string(),
  /** Why it cannot be replayed now, in words; null where it can. */
  replayBlocked: z.string().nullable(),
});
export type DeadLetter = z.infer<typeof deadLetterSchema>;

export const listDeadLettersSchema = z.strictObject({
  status: lower(z.enum(DEAD_LETTER_STATUSES)).optional(),
  fingerprint: fingerprintInputSchema.optional(),
  runId: idSchema.optional(),
  taskKey: text(80).optional(),
  cursor: cursorSchema.optional(),
  limit: limitSchema,
});
export type ListDeadLetters = z.infer<typeof listDeadLettersSchema>;
export const deadLetterPageSchema = pageOf(deadLetterListItemSchema);

export const deadLetterIdSchema = z.strictObject({ deadLetterId: idSchema });
export const replayDeadLetterSchema = z.strictObject({
  deadLetterId: idSchema,
  changes: replayChangesSchema.optional(),
  /** Beyond the replay limit: why it is tried once more all the same. */
  overrideReason: text(2_000).optional(),
});
export type ReplayDeadLetter = z.infer<typeof replayDeadLetterSchema>;
export const resolveDeadLetterSchema = z.strictObject({ deadLetterId: idSchema, resolutionNotes: text(10_000) });
export type ResolveDeadLetter = z.infer<typeof resolveDeadLetterSchema>;
export const discardDeadLetterSchema = z.strictObject({ deadLetterId: idSchema, reason: text(10_000) });
export type DiscardDeadLetter = z.infer<typeof discardDeadLetterSchema>;

/** `canary`: one is under way and decides; `rolling`: the rest follows; the others are ends. */
export const INCIDENT_REPLAY_STATUSES = ['canary', 'rolling', 'done', 'stopped', 'canary_failed'] as const;

export const incidentReplaySchema = z.object({
  id: idSchema,
  status: z.enum(INCIDENT_REPLAY_STATUSES),
  startedBy: z.string(),
  createdAt: timeSchema,
  finishedAt: timeSchema.nullable(),
  perSecond: z.number(),
  changes: replayChangesSchema.nullable(),
  canaryLetterId: idSchema.nullable(),
  /** Open letters when it began. */
  total: z.int(),
  replayed: z.int(),
  /** Of the replayed ones. */
  running: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  /** Left alone, by reason: `running`, `already_replayed`, `closed`, `replay_limit`, `irreversible`, `run_ended`, `planner` (resolve only). */
  skipped: z.record(z.string(), z.int()),
  note: z.string().nullable(),
});
export type IncidentReplay = z.infer<typeof incidentReplaySchema>;

export const incidentSchema = z.object({
  fingerprint: fingerprintSchema,
  title: z.string(),
  place: failureSchema.shape.place,
  code: z.string(),
  httpStatus: z.int().nullable(),
  /** Letters that nobody has dealt with. */
  open: z.int(),
  total: z.int(),
  /** Replayed and not ended yet. */
  replaying: z.int(),
  firstSeenAt: timeSchema,
  lastSeenAt: timeSchema,
  /** Newest first, 50 at most; `runs` counts all. */
  runIds: z.array(idSchema),
  runs: z.int(),
  /** It was closed and its fingerprint came back. */
  regressed: z.boolean(),
  status: z.enum(['open', 'closed']),
  /** New letters in each of 24 equal spans of the last `hours`, oldest first. */
  sparkline: z.object({ hours: z.int(), counts: z.array(z.int()) }),
  /** The replay under way, else the last one of the past day. */
  replay: incidentReplaySchema.nullable(),
});
export type Incident = z.infer<typeof incidentSchema>;

export const listIncidentsSchema = z.strictObject({
  status: lower(z.enum(['open', 'closed'])).optional(),
  q: text(200).optional(),
  runId: idSchema.optional(),
  cursor: cursorSchema.optional(),
  limit: limitSchema,
});
export type ListIncidents = z.infer<typeof listIncidentsSchema>;
export const incidentPageSchema = pageOf(incidentSchema);
export const incidentRefSchema = z.strictObject({ fingerprint: fingerprintInputSchema });

export const replayIncidentSchema = z.strictObject({
  fingerprint: fingerprintInputSchema,
  changes: replayChangesSchema.optional(),
  canary: z.boolean().default(true),
  /** Replays a second after the canary. */
  perSecond: z.number().min(0.01).max(1_000).default(10),
  overrideReason: text(2_000).optional(),
});
export type ReplayIncident = z.infer<typeof replayIncidentSchema>;
export const resolveIncidentSchema = z.strictObject({ fingerprint: fingerprintInputSchema, resolutionNotes: text(10_000) });
export type ResolveIncident = z.infer<typeof resolveIncidentSchema>;
export const discardIncidentSchema = z.strictObject({ fingerprint: fingerprintInputSchema, reason: text(10_000) });
export type DiscardIncident = z.infer<typeof discardIncidentSchema>;

/** What a bulk action did; `skipped` by reason. */
export const bulkClosedSchema = z.object({ closed: z.int(), skipped: z.record(z.string(), z.int()), incident: incidentSchema });
export type BulkClosed = z.infer<typeof bulkClosedSchema>;

/** For the sidebar. */
export const deadLetterCountsSchema = z.object({ open: z.int(), incidents: z.int() });
export type DeadLetterCounts = z.infer<typeof deadLetterCountsSchema>;
