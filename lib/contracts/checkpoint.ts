import { z } from 'zod';
import { cursorSchema, idSchema, limitSchema, pageOf, text, timeSchema } from './common';
import { editOperationSchema, MAX_EDIT_OPERATIONS } from './edit';
import { RUN_STATUSES, taskCountsSchema } from './run';
import { SIDE_EFFECTS, TASK_STATUSES, TIERS, taskKeySchema } from './task';

/** `interval` and `phase` are made by themselves, `edit` and `rewind` keep the present before it is changed. */
export const CHECKPOINT_KINDS = ['manual', 'interval', 'phase', 'edit', 'rewind', 'import'] as const;
export type CheckpointKind = (typeof CHECKPOINT_KINDS)[number];

export const checkpointSummarySchema = z.object({
  status: z.enum(RUN_STATUSES),
  counts: taskCountsSchema,
  graphVersion: z.int(),
  spentUsd: z.number(),
  artifacts: z.int(),
});

export const checkpointViewSchema = z.object({
  id: idSchema,
  runId: idSchema,
  label: z.string(),
  kind: z.enum(CHECKPOINT_KINDS),
  /** The event it stands behind. */
  seq: z.int(),
  /** What it added to the store, compressed. */
  bytes: z.int(),
  createdAt: timeSchema,
  createdBy: z.string(),
  /** The moment it shows: the time of event `seq`. */
  stateAt: timeSchema,
  pinned: z.boolean(),
  /** Runs that were forked from it. */
  forks: z.int(),
  summary: checkpointSummarySchema,
});
export type CheckpointView = z.infer<typeof checkpointViewSchema>;

export const checkpointTaskSchema = z.object({
  key: z.string(),
  title: z.string(),
  role: z.string(),
  tier: z.enum(TIERS),
  phase: z.string().nullable(),
  status: z.enum(TASK_STATUSES),
  dependsOn: z.array(z.string()),
  attempt: z.int(),
  epoch: z.int(),
  costUsd: z.number(),
  startedAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
  sideEffects: z.enum(SIDE_EFFECTS),
});

export const checkpointArtifactSchema = z.object({
  id: idSchema,
  taskKey: z.string().nullable(),
  name: z.string(),
  type: z.string(),
  version: z.int(),
  sha256: z.string(),
  bytes: z.int(),
});

export const checkpointDetailSchema = checkpointViewSchema.extend({
  /** False: what is stored is not what was stored, and it cannot be resumed; `fault` says where. */
  verified: z.boolean(),
  fault: z.string().nullable(),
  runState: z.record(z.string(), z.unknown()),
  taskStates: z.array(checkpointTaskSchema),
  artifacts: z.array(checkpointArtifactSchema),
  /** By task key: which conversation, and how many turns of it. */
  agentContexts: z.record(z.string(), z.object({ conversation: z.int(), turns: z.int() })),
  /** Tasks that cannot be undone and have happened since (or would run again): they wait for a word after a rewind or fork. */
  irreversible: z.array(z.string()),
});
export type CheckpointDetail = z.infer<typeof checkpointDetailSchema>;

export const createCheckpointSchema = z.strictObject({
  runId: idSchema,
  label: text(200),
  /** A past event; left out: now. */
  seq: z.int().min(1).optional(),
});
export type CreateCheckpoint = z.infer<typeof createCheckpointSchema>;

export const listCheckpointsSchema = z.strictObject({ runId: idSchema, cursor: cursorSchema.optional(), limit: limitSchema });
export type ListCheckpoints = z.infer<typeof listCheckpointsSchema>;
export const checkpointPageSchema = pageOf(checkpointViewSchema);
export const checkpointIdSchema = z.strictObject({ checkpointId: idSchema });
export const pinCheckpointSchema = z.strictObject({ checkpointId: idSchema, pinned: z.boolean(), label: text(200).optional() });

export const resumeCheckpointSchema = z.strictObject({
  checkpointId: idSchema,
  mode: z.enum(['rewind', 'fork']),
  /** False leaves the run PAUSED. */
  start: z.boolean().default(true),
  edits: z.array(editOperationSchema).max(MAX_EDIT_OPERATIONS).default([]),
  allowIrreversible: z.array(taskKeySchema).max(1_000).default([]),
});
export type ResumeCheckpoint = z.infer<typeof resumeCheckpointSchema>;

/** `held`: keys of tasks that wait for a person's word, for what they did cannot be undone. */
export const resumedSchema = z.object({
  runId: idSchema,
  status: z.enum(RUN_STATUSES),
  held: z.array(z.string()),
  keptAs: idSchema.nullable(),
});
export type Resumed = z.infer<typeof resumedSchema>;

/** A person's word about a task that was held. */
export const decideHoldSchema = z.strictObject({
  runId: idSchema,
  key: taskKeySchema,
  decision: z.enum(['run', 'skip']),
  reason: text(2_000).optional(),
});
export type DecideHold = z.infer<typeof decideHoldSchema>;

/** What came of a file: a run that waits for its start, unless all of it was done. */
export const importedCheckpointSchema = z.object({ runId: idSchema, checkpointId: idSchema, status: z.enum(RUN_STATUSES) });
export type ImportedCheckpoint = z.infer<typeof importedCheckpointSchema>;

export const compareCheckpointsSchema = z.strictObject({ checkpointId: idSchema, otherId: idSchema });
export const compareRunsSchema = z.strictObject({ runId: idSchema, otherRunId: idSchema });

const sideSchema = z.object({
  runId: idSchema,
  checkpointId: idSchema.nullable(),
  label: z.string(),
  goal: z.string(),
  status: z.enum(RUN_STATUSES),
  seq: z.int(),
  costUsd: z.number(),
  /** From the first start to the last end, or to now. */
  durationMs: z.number().nullable(),
  tasks: z.int(),
  artifacts: z.int(),
});

const comparedTaskSideSchema = z.object({
  status: z.enum(TASK_STATUSES),
  role: z.string(),
  tier: z.string(),
  prompt: z.string(),
  dependsOn: z.array(z.string()),
  attempt: z.int(),
  costUsd: z.number(),
  durationMs: z.number().nullable(),
});
const CHANGES = ['same', 'changed', 'added', 'removed'] as const;

export const comparisonSchema = z.object({
  left: sideSchema,
  right: sideSchema,
  tasks: z.array(
    z.object({
      key: z.string(),
      title: z.string(),
      change: z.enum(CHANGES),
      /** Which of them differ: `status`, `prompt`, `role`, `tier`, `dependsOn`, `attempt`, `artifacts`, … */
      differs: z.array(z.string()),
      left: comparedTaskSideSchema.nullable(),
      right: comparedTaskSideSchema.nullable(),
    }),
  ),
  artifacts: z.array(
    z.object({
      name: z.string(),
      taskKey: z.string().nullable(),
      change: z.enum(CHANGES),
      left: checkpointArtifactSchema.nullable(),
      right: checkpointArtifactSchema.nullable(),
    }),
  ),
  /** The first task, in the order of the graph, in which they differ. */
  firstDivergence: z.object({ taskKey: z.string(), what: z.string() }).nullable(),
});
export type Comparison = z.infer<typeof comparisonSchema>;
