import { z } from 'zod';
import { cursorSchema, idSchema, limitSchema, pageOf, text, timeSchema } from './common';

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

export const escalationSchema = z.object({
  id: idSchema,
  runId: idSchema,
  taskKey: z.string().nullable(),
  type: z.enum(ESCALATION_TYPES),
  tier: z.enum(ESCALATION_TIERS),
  priority: z.enum(ESCALATION_PRIORITIES),
  status: z.enum(ESCALATION_STATUSES),
  title: z.string(),
  description: z.string(),
  /** The evidence of its type: `gateResult` of a failed gate, `condition` and `missing` of one that could not be evaluated. */
  context: z.record(z.string(), z.unknown()),
  askedBy: z.string(),
  createdAt: timeSchema,
  /** Null: it waits for as long as it takes. */
  deadlineAt: timeSchema.nullable(),
  defaultDecision: z.enum(DEFAULT_DECISIONS),
  decision: z.string().nullable(),
  conditions: z.array(z.string()),
  note: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: timeSchema.nullable(),
});
export type EscalationView = z.infer<typeof escalationSchema>;

/** Filters ignore case. */
const upper = (values: readonly [string, ...string[]]) =>
  z
    .string()
    .transform((value) => value.toUpperCase())
    .pipe(z.enum(values));

export const listEscalationsSchema = z.strictObject({
  status: upper(ESCALATION_STATUSES).optional(),
  priority: upper(ESCALATION_PRIORITIES).optional(),
  runId: idSchema.optional(),
  cursor: cursorSchema.optional(),
  limit: limitSchema,
});
export type ListEscalations = z.infer<typeof listEscalationsSchema>;
export const escalationPageSchema = pageOf(escalationSchema);
export const escalationIdSchema = z.strictObject({ escalationId: idSchema });

/** Decisions with conditions come with the ladder. */
export const decideEscalationSchema = z.strictObject({
  escalationId: idSchema,
  status: z.enum(['APPROVED', 'REJECTED', 'APPROVED_WITH_CONDITIONS']),
  note: text(2_000).optional(),
  conditions: z.array(text(2_000)).max(50).optional(),
});
export type DecideEscalation = z.infer<typeof decideEscalationSchema>;
