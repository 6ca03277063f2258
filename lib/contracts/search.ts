import { z } from 'zod';
import { idSchema, text } from './common';
import { RUN_STATUSES } from './run';
import { TASK_STATUSES } from './task';

export const findSchema = z.strictObject({ q: text(100) });

/** What the palette shows: a few of each, the newest first. */
export const foundSchema = z.object({
  runs: z.array(z.object({ id: idSchema, goal: z.string(), status: z.enum(RUN_STATUSES) })),
  tasks: z.array(z.object({ runId: idSchema, key: z.string(), title: z.string(), status: z.enum(TASK_STATUSES), goal: z.string() })),
});
export type Found = z.infer<typeof foundSchema>;
