import { z } from 'zod';
import { APPROVAL_KINDS } from './approval';
import { cursorSchema, idSchema, limitSchema, pageOf, text, timeSchema } from './common';
import { ESCALATION_PRIORITIES, ESCALATION_STATUSES, ESCALATION_TIERS, ESCALATION_TYPES, escalationSchema } from './escalation';

/** What a row of a list shows: the evidence is read with the item. */
const escalationRowSchema = escalationSchema.omit({ context: true, description: true }).extend({
  /** The first 300 characters of its description. */
  excerpt: z.string(),
});

/** What stands in the inbox beside the seven types of escalations: calls that ask first, and edits that agents propose. */
export const ASK_TYPES = ['tool_call', 'proposed_edit'] as const;
export const INBOX_TYPES = [...ESCALATION_TYPES, ...ASK_TYPES] as const;
export type InboxType = (typeof INBOX_TYPES)[number];

const forReader = {
  /** How many open ones are alike (the same `fingerprint`), this one included. */
  alike: z.int(),
  /** Why the caller may not decide it (another group, their own question, their word is given); null: they may, as far as their role goes. */
  cannotDecide: z.string().nullable(),
};
const escalationItemSchema = escalationRowSchema.extend({ ...forReader, kind: z.literal('escalation') });
export type EscalationItem = z.infer<typeof escalationItemSchema>;

/** No tier of agents, no deadline, nobody it could be given to. */
const ask = {
  ...forReader,
  ...escalationRowSchema.pick({ id: true, runId: true, runGoal: true, taskKey: true, title: true, priority: true, excerpt: true }).shape,
  ...escalationRowSchema.pick({ blocks: true, fingerprint: true, askedBy: true, createdAt: true }).shape,
  ...{ tier: z.literal('HUMAN'), deadlineAt: z.null(), askedBack: z.null(), assignedTo: z.null() },
};
const callItemSchema = z.object({
  ...ask,
  ...{ kind: z.literal('call'), type: z.literal('tool_call') },
  question: z.enum(APPROVAL_KINDS),
});
const editItemSchema = z.object({ ...ask, kind: z.literal('edit'), type: z.literal('proposed_edit'), operations: z.int() });
export type AskItem = z.infer<typeof callItemSchema> | z.infer<typeof editItemSchema>;

const inboxItemSchema = z.discriminatedUnion('kind', [escalationItemSchema, callItemSchema, editItemSchema]);
export type InboxItem = z.infer<typeof inboxItemSchema>;
export const INBOX_KINDS = ['escalation', 'call', 'edit'] as const;
export const foundQuestionSchema = z.object({ id: idSchema, kind: z.enum(INBOX_KINDS) });
export type FoundQuestion = z.infer<typeof foundQuestionSchema>;

/** Of what is open, whatever the filters say. `open` counts without the snoozed, and so do all the others. */
export const inboxCountsSchema = z.object({
  open: z.int(),
  /** At tier HUMAN: nobody but people is asked. */
  people: z.int(),
  /** HIGH or CRITICAL, at tier HUMAN. */
  high: z.int(),
  /** Their deadline is over within an hour. */
  soon: z.int(),
  /** Assigned or delegated to the caller. */
  mine: z.int(),
  /** Their clock stands until somebody answers. */
  askedBack: z.int(),
  snoozed: z.int(),
  byType: z.partialRecord(z.enum(INBOX_TYPES), z.int()),
  byPriority: z.partialRecord(z.enum(ESCALATION_PRIORITIES), z.int()),
  byTier: z.partialRecord(z.enum(ESCALATION_TIERS), z.int()),
});
export type InboxCounts = z.infer<typeof inboxCountsSchema>;

export const SNOOZE_FILTERS = ['hide', 'only', 'show'] as const;
export const inboxSchema = z.strictObject({
  /** Words of the title, the description, the task's key or the run's goal, or the beginning of an id. */
  q: text(200).optional(),
  types: z.array(z.enum(INBOX_TYPES)).max(10).optional(),
  priorities: z.array(z.enum(ESCALATION_PRIORITIES)).max(10).optional(),
  tiers: z.array(z.enum(ESCALATION_TIERS)).max(10).optional(),
  runId: idSchema.optional(),
  /** `me`, `nobody` or an e-mail. */
  assignedTo: text(300).optional(),
  snoozed: z.enum(SNOOZE_FILTERS).default('hide'),
  limit: z.int().min(1).max(500).default(200),
});
export type ReadInbox = z.infer<typeof inboxSchema>;

export const inboxPageSchema = z.object({
  /** What matters first: for people before for agents, then risk, the deadline, and how much work waits behind it. */
  items: z.array(inboxItemSchema),
  /** Two or more alike among the items, in their order. */
  groups: z.array(
    z.object({ fingerprint: z.string(), type: z.enum(INBOX_TYPES), title: z.string(), ids: z.array(idSchema), blocks: z.int() }),
  ),
  /** How many match; more than `items` where the limit cuts. */
  total: z.int(),
  counts: inboxCountsSchema,
  /** The installation's clock, which deadlines are compared with. */
  now: timeSchema,
});
export type InboxPage = z.infer<typeof inboxPageSchema>;

export const MAX_BULK_DECISIONS = 200;
export const decideManySchema = z.strictObject({
  ids: z.array(idSchema).min(1).max(MAX_BULK_DECISIONS),
  status: z.enum(['APPROVED', 'REJECTED']),
  note: text(2_000).optional(),
});
export type DecideMany = z.infer<typeof decideManySchema>;

/** Each by itself, in the order of `ids`. `status` is OPEN where more approvals are needed. */
export const decidedManySchema = z.object({
  results: z.array(
    z.discriminatedUnion('ok', [
      z.object({ id: idSchema, ok: z.literal(true), status: z.enum(ESCALATION_STATUSES) }),
      z.object({
        id: idSchema,
        ok: z.literal(false),
        code: z.string(),
        message: z.string(),
        /** What was decided before. */
        decision: z.object({ status: z.enum(ESCALATION_STATUSES), decidedBy: z.string().nullable() }).nullable(),
      }),
    ]),
  ),
});
export type DecidedMany = z.infer<typeof decidedManySchema>;

/** Decided ones, the latest first. */
export const escalationHistorySchema = z.strictObject({
  q: text(200).optional(),
  types: z.array(z.enum(ESCALATION_TYPES)).max(10).optional(),
  /** All but OPEN and SUPERSEDED unless given. */
  statuses: z
    .array(z.enum(ESCALATION_STATUSES).exclude(['OPEN']))
    .max(10)
    .optional(),
  /** `people`, `leads`, `clock`, or as the event log names callers. */
  by: text(300).optional(),
  runId: idSchema.optional(),
  cursor: cursorSchema.optional(),
  limit: limitSchema,
});
export type ReadEscalationHistory = z.infer<typeof escalationHistorySchema>;
export const escalationHistoryPageSchema = pageOf(escalationRowSchema);

export const escalationStatsQuerySchema = z.strictObject({ days: z.int().min(1).max(365).default(30) });

const figures = {
  /** Ended by a word: of a person, an agent of the ladder, or the clock. */
  decided: z.int(),
  byPeople: z.int(),
  byAgents: z.int(),
  byClock: z.int(),
  approved: z.int(),
  rejected: z.int(),
  /** Taken back, or asked again and decided otherwise. */
  overturned: z.int(),
  /** From being asked to being decided. Null: nothing was decided. */
  meanSeconds: z.number().nullable(),
  medianSeconds: z.number().nullable(),
};
export const escalationStatsSchema = z.object({
  days: z.int(),
  all: z.object(figures),
  byType: z.array(z.object({ type: z.enum(ESCALATION_TYPES), ...figures })),
  /** The tier at which they were decided. */
  byTier: z.array(z.object({ tier: z.enum(ESCALATION_TIERS), ...figures })),
  /** Days (UTC) with anything, oldest first. */
  byDay: z.array(z.object({ day: z.iso.date(), decided: z.int(), byClock: z.int(), medianSeconds: z.number().nullable() })),
});
export type EscalationStats = z.infer<typeof escalationStatsSchema>;
