import { z } from 'zod';
import { budgetSchema, cursorSchema, idSchema, limitSchema, text, timeSchema } from './common';
import { taskDraftSchema } from './task';

export const WORKFLOW_INPUT_TYPES = ['text', 'number', 'boolean', 'choice', 'document'] as const;
export type WorkflowInputType = (typeof WORKFLOW_INPUT_TYPES)[number];

/** More is a sign of a template that nobody can follow. */
const MAX_WORKFLOW_TASKS = 1_000;
export const MAX_VALUE_LENGTH = 20_000;
export const MAX_GOAL_LENGTH = 20_000;

/** Names a workflow in URLs and requests. `new` is the page that makes one. */
export const workflowKeySchema = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_.-]{0,79}$/, { error: 'must start with a letter and hold letters, digits, "_", "-" or "." (80 at most)' })
  .refine((key) => key !== 'new', { error: '"new" is taken by the page that makes workflows' });

export const inputNameSchema = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,39}$/, { error: 'must start with a letter and hold letters, digits, "_" or "-" (40 at most)' });

const inputValueSchema = z.union([text(MAX_VALUE_LENGTH, 0), z.number(), z.boolean()]);

export const workflowInputSchema = z.strictObject({
  name: inputNameSchema,
  title: text(120).optional(),
  type: z.enum(WORKFLOW_INPUT_TYPES),
  required: z.boolean().optional(),
  /** Of a document: its text. */
  default: inputValueSchema.optional(),
  /** Of a choice: what can be chosen. */
  choices: z.array(text(200)).min(1).max(100).optional(),
});
export type WorkflowInput = z.infer<typeof workflowInputSchema>;

const bodyFields = {
  title: text(120).optional(),
  description: text(2_000, 0).default(''),
  /** Of the runs: `{{inputs.name}}` is filled when one starts. */
  goal: text(MAX_GOAL_LENGTH).refine((goal) => goal.trim().length > 0, { error: 'must not be empty' }),
  inputs: z.array(workflowInputSchema).max(50).default([]),
  /** None: a run is planned from its goal. */
  tasks: z.array(taskDraftSchema).max(MAX_WORKFLOW_TASKS).optional(),
  budgetUsd: budgetSchema.optional(),
  tags: z.array(text(40)).max(20).default([]),
};

export const workflowBodySchema = z.strictObject(bodyFields);
export type WorkflowBody = z.infer<typeof workflowBodySchema>;
export type WorkflowBodyInput = z.input<typeof workflowBodySchema>;

export const workflowDraftSchema = z.strictObject({ key: workflowKeySchema, ...bodyFields });
/** A workflow as it is written, exported and imported. */
export type WorkflowDraft = z.infer<typeof workflowDraftSchema>;
export type WorkflowDraftInput = z.input<typeof workflowDraftSchema>;

const pathKeySchema = text(80);
const noteSchema = text(200).optional();

export const updateWorkflowSchema = z.strictObject({
  key: pathKeySchema,
  ...bodyFields,
  /** The version that was edited: given and no longer the latest, the change is refused. */
  baseVersion: z.int().min(1).optional(),
  /** Why, for the history: "Restored version 3". */
  note: noteSchema,
});
export type UpdateWorkflow = z.infer<typeof updateWorkflowSchema>;

export const workflowKeyInputSchema = z.strictObject({ key: pathKeySchema });
export const listWorkflowsSchema = z.strictObject({ q: text(200).optional(), cursor: cursorSchema.optional(), limit: limitSchema });
export type ListWorkflows = z.infer<typeof listWorkflowsSchema>;
export const listVersionsSchema = z.strictObject({ key: pathKeySchema, cursor: cursorSchema.optional(), limit: limitSchema });
export type ListVersions = z.infer<typeof listVersionsSchema>;
export const versionInputSchema = z.strictObject({ key: pathKeySchema, version: z.coerce.number().int().min(1).max(2_147_483_647) });

const standing = {
  key: z.string(),
  version: z.int(),
  /** Comes with the product: it can be started and duplicated, never changed. */
  builtIn: z.boolean(),
  /** Null for what comes with the product. */
  updatedAt: timeSchema.nullable(),
  updatedBy: z.string().nullable(),
};

export const workflowListItemSchema = z.object({
  ...standing,
  title: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  inputs: z.int(),
  /** Null: runs are planned from the goal. */
  tasks: z.int().nullable(),
});
export type WorkflowListItem = z.infer<typeof workflowListItemSchema>;

export const workflowViewSchema = z.object({
  ...standing,
  title: z.string(),
  description: z.string(),
  goal: z.string(),
  inputs: z.array(workflowInputSchema),
  tasks: z.array(taskDraftSchema).optional(),
  budgetUsd: z.number().optional(),
  tags: z.array(z.string()),
});
export type WorkflowView = z.infer<typeof workflowViewSchema>;

export const workflowVersionSchema = z.object({
  version: z.int(),
  createdAt: timeSchema.nullable(),
  createdBy: z.string().nullable(),
  note: z.string().nullable(),
});
export type WorkflowVersion = z.infer<typeof workflowVersionSchema>;

/** Of a run: what it was started from. */
export const workflowRefSchema = z.object({ key: z.string(), version: z.int() });

/** Values for the inputs, by name; each is checked against its input's type. */
export const workflowInputsSchema = z.record(z.string().max(80), z.unknown());

export const runWorkflowDraftSchema = z.strictObject({ runId: idSchema });
