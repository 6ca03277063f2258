import { z } from 'zod';
import { cursorSchema, idSchema, limitSchema, text } from './common';
import { RUN_STATUSES, type RunStatus } from './run';
import { ROLES } from './task';

export const RUN_SORTS = ['created', 'spent', 'duration', 'failed'] as const;
export type RunSort = (typeof RUN_SORTS)[number];
export const SORT_DIRS = ['asc', 'desc'] as const;
export type SortDir = (typeof SORT_DIRS)[number];
/** Spans of `since`, counted back from now. */
export const SINCE_HOURS = { '24h': 24, '7d': 7 * 24, '30d': 30 * 24 } as const;
export type SinceSpan = keyof typeof SINCE_HOURS;

const lower = (value: unknown) => (typeof value === 'string' ? value.trim().toLowerCase() : value);
const anyCase = <const V extends readonly [string, ...string[]]>(values: V) => z.preprocess(lower, z.enum(values));

const isStatus = (value: string): value is RunStatus => RUN_STATUSES.some((status) => status === value);

/** One status or a comma list, in any case. The fault is the whole field's. */
const statusesSchema = z
  .string()
  .transform((value, context) => {
    const names = [...new Set(value.split(',').map((one) => one.trim().toUpperCase()))];
    const statuses = names.filter(isStatus);
    if (statuses.length < names.length)
      context.addIssue({ code: 'custom', message: `must be of ${RUN_STATUSES.join(', ')}, with commas between` });
    return statuses;
  })
  .pipe(z.array(z.enum(RUN_STATUSES)));

const sinceSchema = z.union([anyCase(['24h', '7d', '30d']), z.iso.datetime({ offset: true })], {
  error: 'must be 24h, 7d, 30d or a time in ISO 8601',
});

/** In a query everything is text. */
const flagSchema = z.union([z.boolean(), anyCase(['true', '1', 'false', '0']).transform((value) => value === 'true' || value === '1')], {
  error: 'must be true or false',
});

/** Which runs: what a list, its count and a saved view have in common. */
const filterFields = {
  status: statusesSchema.optional(),
  /** Words of the goal, a role, a task or an artifact, or the beginning of an id. One or two letters: the beginning of a word. */
  q: text(200).optional(),
  since: sinceSchema.optional(),
  /** `statusReason`, such as `budget`. */
  reason: z.preprocess(lower, text(80)).optional(),
  role: anyCase(ROLES).optional(),
  /** True: runs with a failed task; false: without. */
  failing: flagSchema.optional(),
  /** As `createdBy` of a run: `user:<email>` or `token:<name>`. */
  createdBy: text(300).optional(),
  /** Runs that were forked from this one. */
  forkedFrom: idSchema.optional(),
};

export const countRunsSchema = z.strictObject(filterFields);
export type RunFilter = z.infer<typeof countRunsSchema>;

export const listRunsSchema = z.strictObject({
  ...filterFields,
  /** `created` where it is left out, the newest first. */
  sort: anyCase(RUN_SORTS).optional(),
  dir: anyCase(SORT_DIRS).optional(),
  cursor: cursorSchema.optional(),
  limit: limitSchema,
});
export type ListRuns = z.infer<typeof listRunsSchema>;

/** How many match, counted up to a bound: `more` says that there are others ("1,000+"). */
export const runCountSchema = z.object({ count: z.int(), more: z.boolean() });
export type RunCount = z.infer<typeof runCountSchema>;
