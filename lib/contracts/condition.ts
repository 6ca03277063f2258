import { z } from 'zod';
import { idSchema } from './common';
import { taskKeySchema } from './task';

/** `after`: what the gate or branch waits for; the first of them is its `task`. An empty condition only asks for the names. */
export const previewConditionSchema = z.strictObject({
  runId: idSchema,
  after: z.union([taskKeySchema, z.array(taskKeySchema).max(1_000)]),
  condition: z.string().max(4_000),
});
export type PreviewCondition = z.infer<typeof previewConditionSchema>;

const resultSchema = z.discriminatedUnion('decided', [
  z.object({ decided: z.literal(true), value: z.boolean(), evidence: z.record(z.string(), z.unknown()) }),
  z.object({
    decided: z.literal(false),
    /** The path that is not there, where that is why. */
    missing: z.string().nullable(),
    reason: z.string(),
    evidence: z.record(z.string(), z.unknown()),
  }),
]);

export const conditionPreviewSchema = z.object({
  /** What is wrong with it; null where it reads. Lines and columns count from 1. */
  problem: z.object({ message: z.string(), offset: z.int(), end: z.int(), line: z.int(), column: z.int() }).nullable(),
  /** The task that it looks at; null: the run does not have it. */
  task: z.object({ key: z.string(), title: z.string() }).nullable(),
  /** What it comes to as the run stands; null where it does not read. */
  now: resultSchema.nullable(),
  /** What it comes to with each version of the artifact that it sees, newest first. */
  versions: z.array(z.object({ name: z.string(), version: z.int(), taskKey: z.string(), title: z.string(), result: resultSchema })),
  /** Where it sees no artifact yet: what it comes to with those that tasks of the same name left in other runs, newest first. */
  elsewhere: z.array(
    z.object({ runId: idSchema, name: z.string(), version: z.int(), taskKey: z.string(), title: z.string(), result: resultSchema }),
  ),
  /** What it can name: paths with their types, and a value they have. `expected`: not there yet, but promised by a schema or seen elsewhere. */
  names: z.array(
    z.object({
      path: z.string(),
      type: z.enum(['text', 'number', 'true or false', 'list', 'object', 'nothing']),
      example: z.string().nullable(),
      expected: z.boolean(),
    }),
  ),
});
export type ConditionPreview = z.infer<typeof conditionPreviewSchema>;
