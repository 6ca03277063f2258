import { z } from 'zod';
import { idSchema, text, timeSchema } from './common';
import { RUN_STATUSES, taskCountsSchema } from './run';

/** How far back the overview and the list of ended tasks look. */
export const RANGES = ['24h', '7d', '30d'] as const;
export type Range = (typeof RANGES)[number];

/**
 * What an attempt came to. `failed`: the task failed for good; `retried`: it failed, or its worker was lost, and another attempt
 * followed.
 */
export const OUTCOMES = ['succeeded', 'failed', 'retried', 'cancelled'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const overviewInputSchema = z.strictObject({
  range: z
    .string()
    .transform((range) => range.toLowerCase())
    .pipe(z.enum(RANGES))
    .default('24h'),
  /** IANA name of the viewer's zone: where "today" begins. */
  timeZone: text(100).default('UTC'),
});
export type OverviewInput = z.infer<typeof overviewInputSchema>;

const outcomeCountsSchema = z.object({
  succeeded: z.int(),
  failed: z.int(),
  retried: z.int(),
  cancelled: z.int(),
});
export type OutcomeCounts = z.infer<typeof outcomeCountsSchema>;

const overviewPointSchema = outcomeCountsSchema.extend({
  /** Start of the step. */
  at: timeSchema,
  calls: z.int(),
  costUsd: z.number(),
  tokens: z.int(),
  /** The most runs that were at work at once; null where nobody looked. */
  activeRuns: z.int().nullable(),
});
export type OverviewPoint = z.infer<typeof overviewPointSchema>;

const usageSchema = z.object({
  calls: z.int(),
  unpricedCalls: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  costUsd: z.number(),
});
export type Usage = z.infer<typeof usageSchema>;

const leadingRunSchema = z.object({
  id: idSchema,
  goal: z.string(),
  status: z.enum(RUN_STATUSES),
  statusReason: z.string().optional(),
  startedAt: timeSchema.nullable(),
  createdAt: timeSchema,
  spentUsd: z.number(),
  budgetUsd: z.number().nullable(),
  done: z.int(),
  total: z.int(),
});
export type LeadingRun = z.infer<typeof leadingRunSchema>;

export const overviewSchema = z.object({
  range: z.enum(RANGES),
  at: timeSchema,
  /** Where the range begins: on a full five minutes (24 h) or hour, so that figures and lists agree. */
  from: timeSchema,
  stepSeconds: z.int(),
  /** No run was ever started. */
  isUntouched: z.boolean(),
  /** False while statistics of older rows are still being counted. */
  complete: z.boolean(),
  /** What a person has to look at. */
  needs: z.object({
    budget: z.int(),
    planReview: z.int(),
    approvals: z.int(),
    /** Runs that ended FAILED and were created within the range. */
    failedRuns: z.int(),
    /** Runs at work that have failed tasks. */
    failing: z.int(),
  }),
  runs: z.object({ planning: z.int(), running: z.int(), paused: z.int() }),
  /** Tasks of the runs under way, by state. */
  tasks: taskCountsSchema,
  workers: z.int(),
  /** Ended attempts within the range. */
  ended: outcomeCountsSchema,
  /** Attempts that ended within the last five minutes, a minute. */
  perMinute: z.number(),
  points: z.array(overviewPointSchema),
  today: usageSchema,
  yesterday: usageSchema,
  /** Yesterday up to this time of the day. */
  yesterdaySoFar: usageSchema,
  /** Of attempts that succeeded; percentiles are within 9.1 % of the true ones. */
  latency: z.array(z.object({ role: z.string(), count: z.int(), p50Ms: z.number(), p95Ms: z.number() })),
  slowest: z.array(leadingRunSchema),
  costliest: z.array(leadingRunSchema),
});
export type Overview = z.infer<typeof overviewSchema>;
