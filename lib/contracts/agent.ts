import { z } from 'zod';
import { cursorSchema, idSchema, limitSchema, text, timeSchema } from './common';
import { artifactTypeSchema, ROLES, TIERS } from './task';

export const MAX_AGENT_PROMPT = 50_000;

/** What makes an agent of a role, as people edit it. */
const definitionFields = {
  title: text(80).refine((title) => title.trim() !== '', { error: 'must not be empty' }),
  prompt: text(MAX_AGENT_PROMPT).refine((prompt) => prompt.trim() !== '', { error: 'must not be empty' }),
  tier: z.enum(TIERS),
  /** Names of tools; `finish` is how a task ends and stays. */
  tools: z.array(text(120)).max(100),
  /** Who reviews this role's work; null at the top. */
  supervisor: z.enum(ROLES).nullable(),
  artifactType: artifactTypeSchema,
};
export const AGENT_FIELDS = ['title', 'prompt', 'tier', 'tools', 'supervisor', 'artifactType'] as const;
export type AgentField = (typeof AGENT_FIELDS)[number];

/** A change that was not saved: what is left out stays as it is. */
export const agentDraftSchema = z.strictObject(definitionFields).partial();
export type AgentDraft = z.infer<typeof agentDraftSchema>;

export const agentRoleSchema = z.strictObject({ role: z.enum(ROLES) });
export const listAgentsSchema = z.strictObject({ cursor: cursorSchema.optional(), limit: limitSchema });
export type ListAgents = z.infer<typeof listAgentsSchema>;

const versionSchema = z.int().min(0).max(1_000_000);
const why = {
  /** The version that was edited; a later one since is refused as stale. Left out: whatever is current is replaced. */
  baseVersion: versionSchema.optional(),
  reason: text(500).optional(),
};
export const updateAgentSchema = z.strictObject({ role: z.enum(ROLES), ...agentDraftSchema.shape, ...why });
export type UpdateAgent = z.infer<typeof updateAgentSchema>;
export const restoreAgentSchema = z.strictObject({ role: z.enum(ROLES), version: versionSchema, ...why });
export type RestoreAgent = z.infer<typeof restoreAgentSchema>;
export const resetAgentSchema = z.strictObject({ role: z.enum(ROLES), ...why });

export const agentViewSchema = z.object({
  role: z.enum(ROLES),
  title: z.string(),
  prompt: z.string(),
  tier: z.enum(TIERS),
  tools: z.array(z.string()),
  supervisor: z.enum(ROLES).nullable(),
  artifactType: z.string(),
  /** 0 until somebody edits. */
  version: z.int(),
  /** As shipped: it follows the installed version of Signalbox. */
  shipped: z.boolean(),
  updatedAt: timeSchema.nullable(),
  updatedBy: z.string().nullable(),
  /** What `tools` may name. */
  toolChoices: z.array(z.object({ name: z.string(), description: z.string(), required: z.boolean() })),
});
export type AgentView = z.infer<typeof agentViewSchema>;

export const AGENT_ACTIONS = ['edit', 'restore', 'reset'] as const;
export const listAgentVersionsSchema = z.strictObject({ role: z.enum(ROLES), cursor: cursorSchema.optional(), limit: limitSchema });
export type ListAgentVersions = z.infer<typeof listAgentVersionsSchema>;
export const agentVersionIdSchema = z.strictObject({ role: z.enum(ROLES), version: z.coerce.number().int().min(0).max(1_000_000) });

export const agentVersionSummarySchema = z.object({
  version: z.int(),
  /** `shipped` is version 0, which is always there. */
  action: z.enum([...AGENT_ACTIONS, 'shipped']),
  /** Fields that differ from the version before. */
  changed: z.array(z.string()),
  reason: z.string().nullable(),
  createdAt: timeSchema.nullable(),
  createdBy: z.string().nullable(),
  current: z.boolean(),
});
export type AgentVersionSummary = z.infer<typeof agentVersionSummarySchema>;

export const agentVersionSchema = agentVersionSummarySchema.omit({ current: true }).extend({
  role: z.enum(ROLES),
  definition: z.object({
    title: z.string(),
    prompt: z.string(),
    tier: z.enum(TIERS),
    tools: z.array(z.string()),
    supervisor: z.enum(ROLES).nullable(),
    artifactType: z.string(),
  }),
});
export type AgentVersion = z.infer<typeof agentVersionSchema>;

/** How a role fared in the last 30 days. Attempts, since a task may fail and succeed later. */
const figures = {
  role: z.enum(ROLES),
  succeeded: z.int(),
  failed: z.int(),
  /** Of succeeded attempts, within a tenth; null without any. */
  medianSeconds: z.number().nullable(),
  p95Seconds: z.number().nullable(),
  calls: z.int(),
  costUsd: z.number(),
  /** Calls whose model has no price: not in `costUsd`. */
  unpricedCalls: z.int(),
};
export const agentFiguresSchema = z.object(figures);
export type AgentFigures = z.infer<typeof agentFiguresSchema>;

export const agentRecordSchema = z.object({
  ...figures,
  /** Runs with a task of this role, of the newest `ofRuns` runs of the 30 days (1,000 at most). */
  runs: z.int(),
  ofRuns: z.int(),
  /** Tasks of those runs that stand failed now, newest first; 20 at most. */
  failures: z.array(
    z.object({
      runId: idSchema,
      goal: z.string(),
      taskKey: z.string(),
      title: z.string(),
      code: z.string().nullable(),
      message: z.string().nullable(),
      failedAt: timeSchema.nullable(),
    }),
  ),
});
export type AgentRecord = z.infer<typeof agentRecordSchema>;
