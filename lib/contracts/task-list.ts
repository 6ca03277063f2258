import { z } from 'zod';
import { cursorSchema, idSchema, limitSchema, timeSchema } from './common';
import { OUTCOMES, RANGES } from './dashboard';
import { RUN_STATUSES } from './run';
import { ROLES, TASK_KINDS, TASK_STATUSES } from './task';

const lower = <const T extends readonly string[]>(values: T) =>
  z
    .string()
    .transform((value) => value.toLowerCase())
    .pipe(z.enum(values));

/**
 * Without `since` and `outcome`: the tasks of the runs under way. With one of them: attempts that ended, newest first (`since` is then
 * 24h unless it is given).
 */
export const listTasksSchema = z.strictObject({
  status: z
    .string()
    .transform((value) => value.toUpperCase())
    .pipe(z.enum(TASK_STATUSES))
    .optional(),
  role: lower(ROLES).optional(),
  outcome: lower(OUTCOMES).optional(),
  since: lower(RANGES).optional(),
  /** The WAITING tasks that wait for this: `approval`, `retry`; `person`: for anybody to decide something. */
  waitingFor: z
    .string()
    .regex(/^[a-z_]{1,40}$/i, { error: 'must be a word such as "approval"' })
    .transform((value) => value.toLowerCase())
    .optional(),
  cursor: cursorSchema.optional(),
  limit: limitSchema,
});
export type ListTasks = z.infer<typeof listTasksSchema>;

export const taskListItemSchema = z.object({
  /** Of the task; an ended list may hold a task once for each attempt. */
  id: idSchema,
  runId: idSchema,
  runGoal: z.string(),
  runStatus: z.enum(RUN_STATUSES),
  key: z.string(),
  title: z.string(),
  role: z.string(),
  kind: z.enum(TASK_KINDS),
  /** As it is now. */
  status: z.enum(TASK_STATUSES),
  waitingFor: z.string().nullable(),
  attempt: z.int(),
  maxAttempts: z.int(),
  /** Null in a list of what is under way. */
  outcome: z.enum(OUTCOMES).nullable(),
  startedAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
  /** Of the whole task. */
  costUsd: z.number(),
  /** The last failure: its class and the first line of its message. */
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type TaskListItem = z.infer<typeof taskListItemSchema>;
