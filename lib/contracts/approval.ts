import { z } from 'zod';
import { cursorSchema, idSchema, limitSchema, text, timeSchema } from './common';
import { taskKeySchema } from './task';

/** Why a person is asked: before a call, or because nobody knows whether a call took effect before its worker died. */
export const APPROVAL_KINDS = ['approval', 'outcome_unknown'] as const;
export type ApprovalKind = (typeof APPROVAL_KINDS)[number];

export const APPROVAL_STATUSES = [
  'open',
  'allowed',
  'allowed_run',
  'refused',
  'happened',
  'run_again',
  'failed',
  /** The run was cancelled, or another execution took the task over. */
  'superseded',
] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

/** The first three answer an `approval`, the others an `outcome_unknown`. */
export const APPROVAL_DECISIONS = ['allow', 'allow_run', 'refuse', 'happened', 'run_again', 'fail'] as const;
export type ApprovalDecision = (typeof APPROVAL_DECISIONS)[number];

export const listApprovalsSchema = z.strictObject({
  status: z
    .string()
    .transform((value) => value.toLowerCase())
    .pipe(z.enum(['open', 'decided']))
    .optional(),
  runId: idSchema.optional(),
  taskKey: taskKeySchema.optional(),
  cursor: cursorSchema.optional(),
  limit: limitSchema,
});
export type ListApprovals = z.infer<typeof listApprovalsSchema>;

const MAX_AMENDED_LENGTH = 1_000_000;

export const checkCallSchema = z.strictObject({ approvalId: idSchema, arguments: text(MAX_AMENDED_LENGTH, 0) });
export const checkedCallSchema = z.object({
  /** Why a call with these arguments would not be made; null: it would. */
  fault: z.string().nullable(),
});

export const decideApprovalSchema = z.strictObject({
  approvalId: idSchema,
  decision: z.enum(APPROVAL_DECISIONS),
  /** The model is told the reason of a refusal or a failure. */
  reason: text(2_000).optional(),
  /** With `happened`: what the call answered, as the model is told. */
  result: text(20_000).optional(),
  /** With `allow` or `allow_run`: sent in the place of what the model wrote, as JSON text. The tool's schema and what permits it are asked again. */
  arguments: text(MAX_AMENDED_LENGTH).optional(),
});
export type DecideApproval = z.infer<typeof decideApprovalSchema>;

export const approvalViewSchema = z.object({
  id: idSchema,
  runId: idSchema,
  goal: z.string(),
  taskKey: z.string(),
  taskTitle: z.string(),
  kind: z.enum(APPROVAL_KINDS),
  status: z.enum(APPROVAL_STATUSES),
  server: z.string(),
  tool: z.string(),
  /** As the model calls it. */
  name: z.string(),
  /** JSON text as the model wrote it. */
  arguments: z.string(),
  /** JSON text that a person put in its place; null: nobody changed it. */
  amended: z.string().nullable(),
  conversation: z.int(),
  turn: z.int(),
  index: z.int(),
  createdAt: timeSchema,
  decidedAt: timeSchema.nullable(),
  decidedBy: z.string().nullable(),
  reason: z.string().nullable(),
});
export type ApprovalView = z.infer<typeof approvalViewSchema>;
