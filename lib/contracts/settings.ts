import { z } from 'zod';

/** Where a value comes from. What the environment gives cannot be changed in the console. */
export const SETTING_SOURCES = ['environment', 'console', 'default'] as const;

export const AGENT_EDITS = ['ask', 'allow'] as const;
export type AgentEdits = (typeof AGENT_EDITS)[number];

const generalFields = {
  /** Days after which an ended run is deleted with all that belongs to it; null: kept for ever. */
  runRetentionDays: z.int().min(1).max(3650).nullable(),
  /** The part of a run's budget at which no new call starts and the run pauses. */
  costBlockThreshold: z.number().gt(0).max(10),
  /** Replays of one task after which only a discard, a resolve or an override with a reason is left. */
  dlqReplayLimit: z.int().min(1).max(100),
  /** Days after which an open dead letter is discarded and one that was dealt with deleted. */
  dlqRetentionDays: z.int().min(1).max(3650),
  /** Whether causes that may pass are replayed by themselves once their endpoint answers again. */
  dlqAutoReplay: z.boolean(),
  /** Seconds between automatic checkpoints of a run that does not say otherwise. */
  checkpointIntervalSeconds: z.int().min(1).max(86_400),
  checkpointCompression: z.boolean(),
  /** Of a run's automatic checkpoints the newest that stay; beside them all of the last day, the latest, and what is pinned or was forked from. */
  checkpointsKept: z.int().min(1).max(10_000),
  /** What becomes of edits that agents propose: a person is asked, or they are applied at once. */
  agentEdits: z.enum(AGENT_EDITS),
};

const sourced = <T extends z.ZodType>(value: T) => z.object({ value, source: z.enum(SETTING_SOURCES) });

/** A variable of the environment as the process saw it; a secret says no more than that it is set. */
export const environmentFactSchema = z.object({
  name: z.string(),
  meaning: z.string(),
  /** Null: not set, and there is no default. */
  value: z.string().nullable(),
  isSet: z.boolean(),
  isSecret: z.boolean(),
});
export type EnvironmentFact = z.infer<typeof environmentFactSchema>;

export const generalSettingsSchema = z.object({
  version: z.int(),
  runRetentionDays: sourced(generalFields.runRetentionDays),
  costBlockThreshold: sourced(generalFields.costBlockThreshold),
  dlqReplayLimit: sourced(generalFields.dlqReplayLimit),
  dlqRetentionDays: sourced(generalFields.dlqRetentionDays),
  dlqAutoReplay: sourced(generalFields.dlqAutoReplay),
  checkpointIntervalSeconds: sourced(generalFields.checkpointIntervalSeconds),
  checkpointCompression: sourced(generalFields.checkpointCompression),
  checkpointsKept: sourced(generalFields.checkpointsKept),
  agentEdits: sourced(generalFields.agentEdits),
  environment: z.array(environmentFactSchema),
});
export type GeneralSettings = z.infer<typeof generalSettingsSchema>;

/** What is left out stays; null goes back to the default. */
export const setGeneralSettingsSchema = z.strictObject({
  baseVersion: z.int().min(0),
  runRetentionDays: generalFields.runRetentionDays.optional(),
  costBlockThreshold: generalFields.costBlockThreshold.nullable().optional(),
  dlqReplayLimit: generalFields.dlqReplayLimit.nullable().optional(),
  dlqRetentionDays: generalFields.dlqRetentionDays.nullable().optional(),
  dlqAutoReplay: generalFields.dlqAutoReplay.nullable().optional(),
  checkpointIntervalSeconds: generalFields.checkpointIntervalSeconds.nullable().optional(),
  checkpointCompression: generalFields.checkpointCompression.nullable().optional(),
  checkpointsKept: generalFields.checkpointsKept.nullable().optional(),
  agentEdits: generalFields.agentEdits.nullable().optional(),
});
export type SetGeneralSettings = z.infer<typeof setGeneralSettingsSchema>;
