import { z } from 'zod';
import { cursorSchema, idSchema, limitSchema, pageOf, text, timeSchema } from './common';
import {
  artifactTypeSchema,
  branchDraftSchema,
  conditionSchema,
  criteriaSchema,
  GATE_TYPES,
  gateDraftSchema,
  outputsSchemaSchema,
  ROLES,
  SIDE_EFFECTS,
  TASK_STATUSES,
  TIERS,
  taskDraftSchema,
  taskKeySchema,
} from './task';

/** One key or several. */
const keysSchema = z.union([taskKeySchema, z.array(taskKeySchema).min(1).max(1_000)]);

/** What an edit may change of a task. */
export const taskChangesSchema = z
  .strictObject({
    title: text(200),
    prompt: text(200_000),
    role: z.enum(ROLES).exclude(['planner']),
    tier: z.enum(TIERS),
    phase: text(80).nullable(),
    artifactType: artifactTypeSchema.nullable(),
    maxAttempts: z.int().min(1).max(20),
    timeoutSeconds: z.int().min(1).max(86_400),
    priority: z.int().min(-100).max(100),
    sideEffects: z.enum(SIDE_EFFECTS),
    outputs: outputsSchemaSchema.nullable(),
    /** Of a task that is a gate already. */
    gate: gateDraftSchema,
    /** Of a task that is a branch already. */
    branch: branchDraftSchema,
  })
  .partial();
export type TaskChanges = z.infer<typeof taskChangesSchema>;

/** The operations of an edit, carried out in their order; each sees what those before it made of the graph. */
export const editOperationSchema = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('addTask'), task: taskDraftSchema }),
  z.strictObject({ op: z.literal('updateTask'), key: taskKeySchema, changes: taskChangesSchema }),
  /** Its dependents then wait for what it waited for. */
  z.strictObject({ op: z.literal('removeTask'), key: taskKeySchema }),
  /** `to` waits for `from`. */
  z.strictObject({ op: z.literal('addDependency'), from: taskKeySchema, to: taskKeySchema }),
  z.strictObject({ op: z.literal('removeDependency'), from: taskKeySchema, to: taskKeySchema }),
  /** The branch waits for `after`; the keys in `ifTrue` and `ifFalse` wait for it too. */
  z.strictObject({
    op: z.literal('createBranch'),
    key: taskKeySchema,
    condition: conditionSchema,
    after: keysSchema,
    ifTrue: z.array(taskKeySchema).max(1_000),
    ifFalse: z.array(taskKeySchema).max(1_000),
    title: text(200).optional(),
  }),
  /** What depended on `after` then depends on the gate. */
  z.strictObject({
    op: z.literal('insertGate'),
    key: taskKeySchema,
    after: keysSchema,
    gateType: z.enum(GATE_TYPES),
    criteria: criteriaSchema.optional(),
    condition: conditionSchema.optional(),
    title: text(200).optional(),
    role: z.enum(ROLES).exclude(['planner']).optional(),
    tier: z.enum(TIERS).optional(),
  }),
  /** The tasks wait for `after` (those of them that wait for no other of them), and `before` then waits for the tasks too. */
  z.strictObject({
    op: z.literal('addParallelPath'),
    after: keysSchema,
    tasks: z.array(taskDraftSchema).min(1).max(1_000),
    before: keysSchema.optional(),
  }),
]);
export type EditOperation = z.infer<typeof editOperationSchema>;
export type EditOperationInput = z.input<typeof editOperationSchema>;

export const MAX_EDIT_OPERATIONS = 1_000;

const editFields = {
  runId: idSchema,
  /** The version of the graph that the edit was made on. */
  baseVersion: z.int().min(1).max(1_000_000_000),
  reason: text(2_000).optional(),
  /** Running tasks whose calls may be aborted for this edit. */
  cancelRunning: z.array(taskKeySchema).max(1_000).default([]),
  /** Finished tasks that the edit invalidates (or that were so before) run again, with everything below them. */
  rerunInvalidated: z.boolean().default(false),
  operations: z.array(editOperationSchema).max(MAX_EDIT_OPERATIONS),
};
/** Without operations only to run again what is invalidated already. */
export const editRunSchema = z
  .strictObject({ ...editFields, dryRun: z.boolean().default(false) })
  .refine((edit) => edit.operations.length > 0 || edit.rerunInvalidated, {
    path: ['operations'],
    error: 'must hold at least one operation',
  });
export type EditRun = z.infer<typeof editRunSchema>;

const specDiffSchema = z.record(z.string(), z.unknown());

/** By task key. Added and removed edges are in `edges`, each as what waits for what. */
export const editDiffSchema = z.object({
  added: z.array(z.string()),
  removed: z.array(z.string()),
  changed: z.array(z.object({ key: z.string(), before: specDiffSchema, after: specDiffSchema })),
  edges: z.object({
    added: z.array(z.object({ from: z.string(), to: z.string() })),
    removed: z.array(z.object({ from: z.string(), to: z.string() })),
  }),
  /** Running tasks whose calls are aborted: removed ones are CANCELLED, the others begin anew. */
  aborted: z.array(z.string()),
  /** Run again, with everything below them. */
  rerun: z.array(z.string()),
  /** Tasks that were READY and wait now. */
  withdrawn: z.array(z.string()),
});
export type EditDiff = z.infer<typeof editDiffSchema>;

/** Of what has not ended: what the whole run will still cost and take. Means of this installation, else a documented prior. */
export const forecastSideSchema = z.object({
  costUsd: z.number(),
  seconds: z.number(),
  /** Tasks on the longest path through the whole graph. */
  longestPath: z.int(),
});

export const editForecastSchema = z.object({
  before: forecastSideSchema,
  after: forecastSideSchema,
  /** How many of the tasks counted are measured by like ones of this installation; the others by the prior. */
  measured: z.int(),
  assumed: z.int(),
});
export type EditForecast = z.infer<typeof editForecastSchema>;

export const editedSchema = z.object({
  /** Of the graph behind the edit; of a dry run the one it was made on. */
  version: z.int(),
  dryRun: z.boolean(),
  diff: editDiffSchema,
  /** Keys of finished tasks whose dependencies or materials are others now, and that do not run again. */
  invalidated: z.array(z.string()),
  forecastDeltaUsd: z.number(),
  forecast: editForecastSchema,
  /** What is allowed and probably not meant: a task that nothing can reach any more, a join that can never be reached. */
  warnings: z.array(z.object({ key: z.string(), message: z.string() })),
  checkpointId: idSchema.nullable(),
});
export type Edited = z.infer<typeof editedSchema>;

/** One past edit in the list. */
export const editViewSchema = z.object({
  version: z.int(),
  baseVersion: z.int(),
  seq: z.int(),
  at: timeSchema,
  /** `user:<email>`, `token:<name>` or `agent:<task key>`. */
  actor: z.string(),
  reason: z.string().nullable(),
  operations: z.array(editOperationSchema),
  diff: editDiffSchema,
  invalidated: z.array(z.string()),
  forecastDeltaUsd: z.number(),
  checkpointId: idSchema.nullable(),
  /** The edit that this one undid. */
  undoOf: z.int().nullable(),
  undoneBy: z.int().nullable(),
  /** Why it cannot be undone (any more); null: it can. */
  undoBlocked: z.string().nullable(),
});
export type EditView = z.infer<typeof editViewSchema>;

export const listEditsSchema = z.strictObject({ runId: idSchema, cursor: cursorSchema.optional(), limit: limitSchema });
export type ListEdits = z.infer<typeof listEditsSchema>;
export const editPageSchema = pageOf(editViewSchema);

/** A graph as a picture of the past shows it. */
export const pictureTaskSchema = z.object({
  key: z.string(),
  title: z.string(),
  role: z.string(),
  kind: z.string(),
  phase: z.string().nullable(),
  status: z.enum(TASK_STATUSES),
  dependsOn: z.array(z.string()),
});
export type PictureTask = z.infer<typeof pictureTaskSchema>;

export const editRefSchema = z.strictObject({ runId: idSchema, version: z.coerce.number().int().min(1).max(1_000_000_000) });
export const editDetailSchema = editViewSchema.extend({
  before: z.array(pictureTaskSchema),
  after: z.array(pictureTaskSchema),
});
export type EditDetail = z.infer<typeof editDetailSchema>;

export const undoEditSchema = editRefSchema.extend({ reason: text(2_000).optional() });
export const undoneSchema = z.object({ version: z.int() });

/** What a refused (409) edit was made without: extension member `since` of the problem, newest last. */
export const sinceSchema = z.array(
  editViewSchema.pick({ version: true, at: true, actor: true, reason: true, operations: true, diff: true }),
);
export type Since = z.infer<typeof sinceSchema>;

/** Everything that an editor needs of a task: how it is specified, and whether it can still be changed. */
export const editableTaskSchema = z.object({
  key: z.string(),
  title: z.string(),
  role: z.string(),
  kind: z.enum(['agent', 'gate', 'branch']),
  prompt: z.string(),
  phase: z.string().nullable(),
  artifactType: z.string().nullable(),
  tier: z.enum(TIERS),
  maxAttempts: z.int(),
  timeoutSeconds: z.int(),
  priority: z.int(),
  sideEffects: z.enum(SIDE_EFFECTS),
  outputs: z.record(z.string(), z.unknown()).nullable(),
  gate: gateDraftSchema.nullable(),
  branch: branchDraftSchema.nullable(),
  dependsOn: z.array(z.string()),
  status: z.enum(TASK_STATUSES),
  /** As in `GET /api/v1/runs/{id}`: why a WAITING task waits. */
  waitingFor: z.string().nullable(),
  /** It has been executed at least once, whatever it is now. */
  started: z.boolean(),
  invalidated: z.boolean(),
  /** SKIPPED by a person's word: what waited for it went on. */
  resolved: z.boolean(),
  /** What a branch has decided; null while it has not. */
  chosen: z.boolean().nullable(),
});
export type EditableTask = z.infer<typeof editableTaskSchema>;

/** The graph of a run as an editor opens it. Tasks that an edit took away are not in it. */
export const editableGraphSchema = z.object({ version: z.int(), tasks: z.array(editableTaskSchema) });
export type EditableGraph = z.infer<typeof editableGraphSchema>;

export const PROPOSAL_STATUSES = ['open', 'applied', 'refused', 'superseded'] as const;

/** An edit that an agent asks for (tool `propose_edit`). */
export const proposalSchema = z.object({
  id: idSchema,
  runId: idSchema,
  taskKey: z.string().nullable(),
  askedBy: z.string(),
  baseVersion: z.int(),
  operations: z.array(editOperationSchema),
  reason: z.string(),
  status: z.enum(PROPOSAL_STATUSES),
  createdAt: timeSchema,
  decidedAt: timeSchema.nullable(),
  decidedBy: z.string().nullable(),
  note: z.string().nullable(),
  appliedVersion: z.int().nullable(),
  /** What a person applied in the place of `operations`; null: nobody changed them. */
  amended: z.array(editOperationSchema).nullable(),
});
export type Proposal = z.infer<typeof proposalSchema>;
export const proposalsSchema = z.object({ items: z.array(proposalSchema) });
export const decideProposalSchema = z.strictObject({
  proposalId: idSchema,
  decision: z.enum(['apply', 'refuse']),
  note: text(2_000).optional(),
  /** With `apply`: applied in the place of what the agent proposed. */
  operations: z.array(editOperationSchema).min(1).max(MAX_EDIT_OPERATIONS).optional(),
});
export type DecideProposal = z.infer<typeof decideProposalSchema>;
