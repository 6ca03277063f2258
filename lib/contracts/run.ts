import { z } from 'zod';
import { budgetSchema, idSchema, text, timeSchema } from './common';
import { artifactTypeSchema, type TaskStatus, taskDraftSchema, taskViewSchema } from './task';
import { workflowInputsSchema, workflowRefSchema } from './workflow';

export const RUN_STATUSES = ['PLANNING', 'RUNNING', 'PAUSED', 'SUCCEEDED', 'FAILED', 'CANCELLED'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export const MAX_TASKS_PER_RUN = 20_000;

export const inputDraftSchema = z.strictObject({
  name: text(200).refine((name) => !/[\\/\p{Cc}]/u.test(name) && name !== '.' && name !== '..', {
    error: 'must be a plain file name without slashes or control characters',
  }),
  type: artifactTypeSchema,
  content: text(4 * 1024 * 1024, 0),
  encoding: z.literal('base64').optional(),
});
export type InputDraft = z.infer<typeof inputDraftSchema>;

const createRunFields = z.strictObject({
  /** May be left out with a workflow, which has its own. */
  goal: text(20_000)
    .refine((goal) => goal.trim().length > 0, { error: 'must not be empty' })
    .optional(),
  tasks: z.array(taskDraftSchema).min(1).max(MAX_TASKS_PER_RUN).optional(),
  workflow: text(80).optional(),
  /** Values for the workflow's inputs, by name. */
  workflowInputs: workflowInputsSchema.optional(),
  inputs: z.array(inputDraftSchema).max(100).default([]),
  budgetUsd: budgetSchema.optional(),
  checkpointIntervalSeconds: z.int().min(1).max(86_400).optional(),
  supervision: z.enum(['default', 'off']).default('default'),
  reviewPlan: z.literal(true).optional(),
  /** Across runs: a higher priority is served first. Within one priority, runs share the workers fairly. */
  priority: z.int().min(-100).max(100).default(0),
});
const fieldsOf = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? { ...value } : {});

export const createRunSchema = createRunFields
  // Asked even where something else is wrong too, so that every fault is told at once.
  .refine((run) => 'goal' in fieldsOf(run) || 'workflow' in fieldsOf(run), {
    path: ['goal'],
    error: 'must say what should be reached',
    when: () => true,
  })
  .refine((run) => run.workflowInputs === undefined || run.workflow !== undefined, {
    path: ['workflowInputs'],
    error: 'are for a run of a workflow; name it in `workflow`',
  });
export type CreateRun = z.infer<typeof createRunSchema>;
export type CreateRunInput = z.input<typeof createRunSchema>;

export const createdRunSchema = z.object({ id: idSchema, status: z.enum(RUN_STATUSES), url: z.string() });
export type CreatedRun = z.infer<typeof createdRunSchema>;

/** How many tasks of a run stand in each status. */
export const taskCountsSchema = z.object({
  total: z.int(),
  pending: z.int(),
  ready: z.int(),
  running: z.int(),
  waiting: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  skipped: z.int(),
  cancelled: z.int(),
});
export type TaskCounts = z.infer<typeof taskCountsSchema>;

/** Which count a task of each status is in. */
export const COUNT_OF = {
  PENDING: 'pending',
  READY: 'ready',
  RUNNING: 'running',
  WAITING: 'waiting',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  SKIPPED: 'skipped',
  CANCELLED: 'cancelled',
} as const satisfies Record<TaskStatus, keyof TaskCounts>;

export function countTasks(tasks: Iterable<{ status: TaskStatus }>): TaskCounts {
  const counts = { total: 0, pending: 0, ready: 0, running: 0, waiting: 0, succeeded: 0, failed: 0, skipped: 0, cancelled: 0 };
  for (const { status } of tasks) {
    counts.total += 1;
    counts[COUNT_OF[status]] += 1;
  }
  return counts;
}

const runFields = {
  id: idSchema,
  goal: z.string(),
  status: z.enum(RUN_STATUSES),
  statusReason: z.string().optional(),
  budgetUsd: z.number().nullable(),
  spentUsd: z.number(),
  reservedUsd: z.number(),
  unpricedCalls: z.int(),
  graphVersion: z.int(),
  lastSeq: z.int(),
  createdAt: timeSchema,
  startedAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
  forkedFrom: idSchema.optional(),
  createdBy: z.string(),
  counts: taskCountsSchema,
  /** True where the offline model spoke for this run. */
  offlineModel: z.boolean(),
  /** The workflow it was started from, in the version of that time. */
  workflow: workflowRefSchema.optional(),
};

export const runListItemSchema = z.object(runFields);
export type RunListItem = z.infer<typeof runListItemSchema>;

/** Where a fork began: behind event `seq` of `forkedFrom`, kept as a checkpoint. */
const forkedAtSchema = z.object({
  checkpointId: idSchema,
  seq: z.int(),
  /** Null: the checkpoint is there no more. */
  label: z.string().nullable(),
  /** Whether the run that it came from is still there. */
  parentExists: z.boolean(),
});

export const runDetailSchema = z.object({
  ...runFields,
  forkedAt: forkedAtSchema.optional(),
  tasks: z.array(taskViewSchema),
});
export type RunDetail = z.infer<typeof runDetailSchema>;

/** A run's tasks as drafts, the planner's own left out: what can be edited, kept as a workflow or started again. */
export const runPlanSchema = z.object({ version: z.int(), tasks: z.array(taskDraftSchema) });
export type RunPlan = z.infer<typeof runPlanSchema>;

export const setPlanSchema = z.strictObject({
  runId: idSchema,
  baseVersion: z.int().min(1),
  tasks: z.array(taskDraftSchema).min(1).max(MAX_TASKS_PER_RUN),
});
export type SetPlan = z.infer<typeof setPlanSchema>;

export const runIdSchema = z.strictObject({ runId: idSchema });
export const setBudgetSchema = z.strictObject({ runId: idSchema, budgetUsd: budgetSchema.nullable() });
