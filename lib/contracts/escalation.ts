import { z } from 'zod';
import { cursorSchema, idSchema, limitSchema, pageOf, text, timeSchema } from './common';
import { taskKeySchema } from './task';

export const ESCALATION_TYPES = [
  'gate_approval',
  'budget_override',
  'security_review',
  'error_resolution',
  'ambiguous_requirement',
  'quality_concern',
  'sensitive_data',
] as const;
export type EscalationType = (typeof ESCALATION_TYPES)[number];
export const ESCALATION_TIERS = ['AGENT', 'LEAD_AGENT', 'HUMAN'] as const;
export type EscalationTier = (typeof ESCALATION_TIERS)[number];
export const ESCALATION_PRIORITIES = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export type EscalationPriority = (typeof ESCALATION_PRIORITIES)[number];
export const ESCALATION_STATUSES = [
  'OPEN',
  'APPROVED',
  'REJECTED',
  'APPROVED_WITH_CONDITIONS',
  'AUTO_DECIDED',
  'REVOKED',
  'SUPERSEDED',
] as const;
export type EscalationStatus = (typeof ESCALATION_STATUSES)[number];

/** What happens where nobody decides in time (specification 10). */
export const DEFAULT_DECISIONS = ['reject', 'retry', 'pause'] as const;
export type DefaultDecision = (typeof DEFAULT_DECISIONS)[number];
export const DEFAULT_DECISION: Record<EscalationType, DefaultDecision> = {
  gate_approval: 'reject',
  budget_override: 'reject',
  security_review: 'reject',
  error_resolution: 'retry',
  ambiguous_requirement: 'pause',
  quality_concern: 'reject',
  sensitive_data: 'reject',
};

/** What a decision acts on. */
export const ESCALATION_SUBJECTS = [
  /** A gate or branch that waits for a word. */
  'ruling',
  /** A call of `escalate` that its agent waits for. */
  'tool',
  /** A task whose dependents wait. */
  'hold',
  /** A task that has failed for good. */
  'letter',
  /** A run that its budget has paused, or that is expected to go beyond it. */
  'budget',
  /** Nothing waits for it. */
  'none',
] as const;
export type EscalationSubject = (typeof ESCALATION_SUBJECTS)[number];

/** What is asked for. A person may change it before approving; it is checked again then. */
export const escalationActionSchema = z.strictObject({ kind: z.literal('raise_budget'), amountUsd: z.number().gt(0).max(1_000_000) });
export type EscalationAction = z.infer<typeof escalationActionSchema>;

export const ESCALATION_DECISIONS = ['approve', 'reject', 'retry', 'pause'] as const;
export type EscalationDecision = (typeof ESCALATION_DECISIONS)[number];

export const ENTRY_KINDS = [
  ...(['opened', 'tier', 'consulted', 'asked', 'answered', 'vote', 'assigned', 'delegated', 'snoozed', 'woken'] as const),
  ...(['decided', 'revoked', 'note'] as const),
] as const;
/** What was said and done about an escalation: by agents, leads, people and the clock. */
export const escalationEntrySchema = z.object({
  id: idSchema,
  kind: z.enum(ENTRY_KINDS),
  /** As the event log names callers; `agent:<task key>`, `lead:<role>` or `clock`. */
  by: z.string(),
  body: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
  at: timeSchema,
});
export type EscalationEntry = z.infer<typeof escalationEntrySchema>;

export const escalationSchema = z.object({
  id: idSchema,
  runId: idSchema,
  runGoal: z.string(),
  taskKey: z.string().nullable(),
  type: z.enum(ESCALATION_TYPES),
  subject: z.enum(ESCALATION_SUBJECTS),
  tier: z.enum(ESCALATION_TIERS),
  priority: z.enum(ESCALATION_PRIORITIES),
  status: z.enum(ESCALATION_STATUSES),
  title: z.string(),
  description: z.string(),
  /** The evidence of its type: `gateResult` of a failed gate, `condition` and `missing` of one that could not be evaluated. */
  context: z.record(z.string(), z.unknown()),
  action: escalationActionSchema.nullable(),
  /** Equal for what is alike: type and title with numbers and names taken out. */
  fingerprint: z.string(),
  /** `agent:<task key>`, or as the event log names callers. */
  askedBy: z.string(),
  createdAt: timeSchema,
  /** When this tier ends. Null: it waits for as long as it takes, or the clock stands. */
  deadlineAt: timeSchema.nullable(),
  /** Set while the clock stands because somebody was asked back. */
  askedBack: z.object({ by: z.string(), question: z.string(), at: timeSchema }).nullable(),
  defaultDecision: z.enum(DEFAULT_DECISIONS),
  /** Only people may approve; why. */
  reserved: z.string().nullable(),
  assignedTo: z.string().nullable(),
  snoozedUntil: timeSchema.nullable(),
  approvalsNeeded: z.int(),
  /** E-mails; empty: whoever may decide. */
  approverGroup: z.string().nullable(),
  votes: z.array(z.object({ voter: z.string(), status: z.string(), at: timeSchema })),
  /** How many tasks wait behind it, directly or not. */
  blocks: z.int(),
  decision: z.string().nullable(),
  conditions: z.array(z.string()),
  note: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: timeSchema.nullable(),
  /** An approval may be taken back until then. */
  revocableUntil: timeSchema.nullable(),
  revokedBy: z.string().nullable(),
  retryOf: idSchema.nullable(),
});
export type EscalationView = z.infer<typeof escalationSchema>;

/** Filters ignore case. */
const upper = (values: readonly [string, ...string[]]) =>
  z
    .string()
    .transform((value) => value.toUpperCase())
    .pipe(z.enum(values));
const lower = (values: readonly [string, ...string[]]) =>
  z
    .string()
    .transform((value) => value.toLowerCase())
    .pipe(z.enum(values));

/** In a query everything is text. */
const flagSchema = z.union([z.boolean(), z.stringbool({ truthy: ['true', '1'], falsy: ['false', '0'] })], {
  error: 'must be true or false',
});

export const listEscalationsSchema = z.strictObject({
  status: upper(ESCALATION_STATUSES).optional(),
  priority: upper(ESCALATION_PRIORITIES).optional(),
  type: lower(ESCALATION_TYPES).optional(),
  tier: upper(ESCALATION_TIERS).optional(),
  runId: idSchema.optional(),
  /** `me`, `nobody` or an e-mail. */
  assignedTo: text(300).optional(),
  /** Words of the title, the description, the task's key or the run's goal, or the beginning of an id. */
  q: text(200).optional(),
  /** True: only what somebody has put off; false: without that. */
  snoozed: flagSchema.optional(),
  cursor: cursorSchema.optional(),
  limit: limitSchema,
});
export type ListEscalations = z.infer<typeof listEscalationsSchema>;
export const escalationPageSchema = pageOf(escalationSchema);
export const escalationIdSchema = z.strictObject({ escalationId: idSchema });
export const escalationDetailSchema = escalationSchema.extend({
  entries: z.array(escalationEntrySchema),
  /** The agent or lead who is being asked just now. */
  asking: z
    .object({
      role: z.string(),
      /** judge: may approve, ask or pass on. answer: answers what it was asked. */
      kind: z.enum(['judge', 'answer']),
      since: timeSchema,
      /** How often it was tried so far, and why the last time came to nothing. */
      tries: z.int(),
      lastError: z.string().nullable(),
    })
    .nullable(),
});
export type EscalationDetail = z.infer<typeof escalationDetailSchema>;

const words = (max: number) => text(max).refine((value) => value.trim() !== '', { error: 'must not be empty' });
/** Of the evidence that somebody sends; lists carry it whole. */
const MAX_CONTEXT = 256 * 1024;

export const createEscalationSchema = z.strictObject({
  runId: idSchema,
  /** Its dependents wait, and its agent is the asker. */
  taskKey: taskKeySchema.optional(),
  type: z.enum(ESCALATION_TYPES),
  title: words(300),
  description: words(20_000),
  priority: z.enum(ESCALATION_PRIORITIES),
  context: z
    .record(z.string().max(200), z.unknown())
    .refine((value) => JSON.stringify(value).length <= MAX_CONTEXT, { error: 'must be at most 256 KiB of JSON' })
    .optional(),
});
export type CreateEscalation = z.infer<typeof createEscalationSchema>;

export const decideEscalationSchema = z.strictObject({
  escalationId: idSchema,
  status: z.enum(['APPROVED', 'REJECTED', 'APPROVED_WITH_CONDITIONS']),
  note: text(2_000).optional(),
  /** Each becomes a task and a gate of the run. */
  conditions: z.array(text(2_000)).max(20).optional(),
  /** What is approved instead of what was asked for. */
  action: escalationActionSchema.optional(),
});
export type DecideEscalation = z.infer<typeof decideEscalationSchema>;

/** The clock stands until it is answered. */
export const askEscalationSchema = z.strictObject({ escalationId: idSchema, question: words(2_000) });
export type AskEscalation = z.infer<typeof askEscalationSchema>;
export const answerEscalationSchema = z.strictObject({ escalationId: idSchema, answer: words(20_000) });
export type AnswerEscalation = z.infer<typeof answerEscalationSchema>;
/** `to`: e-mail of somebody who may decide; null (of a reassignment): anybody again. */
export const reassignEscalationSchema = z.strictObject({ escalationId: idSchema, to: text(300).nullable(), note: text(2_000).optional() });
export type ReassignEscalation = z.infer<typeof reassignEscalationSchema>;
export const delegateEscalationSchema = z.strictObject({ escalationId: idSchema, to: text(300), note: text(2_000).optional() });
export type DelegateEscalation = z.infer<typeof delegateEscalationSchema>;
/** Out of the list until then, at most until the deadline. Null: back into it. */
export const snoozeEscalationSchema = z.strictObject({ escalationId: idSchema, until: timeSchema.nullable() });
export type SnoozeEscalation = z.infer<typeof snoozeEscalationSchema>;
export const revokeEscalationSchema = z.strictObject({ escalationId: idSchema, reason: words(2_000) });
export type RevokeEscalation = z.infer<typeof revokeEscalationSchema>;
