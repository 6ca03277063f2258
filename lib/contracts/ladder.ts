import { z } from 'zod';
import { DEFAULT_DECISIONS, ESCALATION_TIERS, ESCALATION_TYPES } from './escalation';
import { ROLES } from './task';

const MONTH_SECONDS = 30 * 86_400;
const secondsSchema = z.int().min(1).max(MONTH_SECONDS);
const isUpwards = (tiers: readonly (typeof ESCALATION_TIERS)[number][]) =>
  tiers.every((tier, index) => index === 0 || ESCALATION_TIERS.indexOf(tier) > ESCALATION_TIERS.indexOf(tiers[index - 1] ?? tier));

const typeFields = {
  /** Upwards; the deadline of the last one decides by the default. */
  tiers: z.array(z.enum(ESCALATION_TIERS)).min(1).refine(isUpwards, 'each tier once, upwards: AGENT, LEAD_AGENT, HUMAN'),
  defaultDecision: z.enum(DEFAULT_DECISIONS),
  /** How many people have to approve. One rejection decides. */
  approvalsNeeded: z.int().min(1).max(20),
  /** E-mails of those who may decide; none: everybody with the permission. */
  approvers: z.array(z.email().max(300)).max(100),
  agentRole: z.enum(ROLES),
  leadRole: z.enum(ROLES),
};
const ladderFields = {
  /** CRITICAL begins at HUMAN. */
  criticalAlwaysHuman: z.boolean(),
  /** False: the first deadline decides by the default. */
  autoEscalateOnTimeout: z.boolean(),
  /** What a lead may approve of spending, US dollars; more is for people. */
  leadSpendingLimitUsd: z.number().min(0).max(1_000_000),
  /** How long an approval may be taken back. */
  revokeSeconds: z.int().min(0).max(MONTH_SECONDS),
  /** Failures that no endpoint caused ask a person. */
  escalateErrors: z.boolean(),
  /** A run whose forecast is over its budget asks before it starts. */
  forecastGuard: z.boolean(),
  /** Artifacts are searched for secrets and personal data. */
  scanArtifacts: z.boolean(),
};

const typePolicySchema = z.object({
  ...typeFields,
  /** How long each tier has. */
  seconds: z.object({ AGENT: secondsSchema, LEAD_AGENT: secondsSchema, HUMAN: secondsSchema }),
});
const ladderPolicySchema = z.object({ ...ladderFields, types: z.record(z.enum(ESCALATION_TYPES), typePolicySchema) });

export const ladderSettingsSchema = z.object({
  version: z.int(),
  /** What holds. */
  ladder: ladderPolicySchema,
  /** What would hold had nobody changed anything. */
  defaults: ladderPolicySchema,
  /** What the environment gives and the console cannot change: `criticalAlwaysHuman`, `seconds.HUMAN` of every type. */
  environment: z.array(z.object({ field: z.string(), variable: z.string() })),
});
export type LadderSettings = z.infer<typeof ladderSettingsSchema>;

/** What differs from the defaults. */
export const typeChangesSchema = z
  .strictObject({
    ...typeFields,
    seconds: z.strictObject({ AGENT: secondsSchema, LEAD_AGENT: secondsSchema, HUMAN: secondsSchema }).partial(),
  })
  .partial();
export type TypeChanges = z.infer<typeof typeChangesSchema>;
export const ladderChangesSchema = z
  .strictObject({ ...ladderFields, types: z.partialRecord(z.enum(ESCALATION_TYPES), typeChangesSchema) })
  .partial();
export type LadderChanges = z.infer<typeof ladderChangesSchema>;

const nullable = <T extends z.ZodType>(value: T) => value.nullable().optional();
/** What is left out stays; null goes back to the default. */
export const setLadderSettingsSchema = z.strictObject({
  baseVersion: z.int().min(0),
  criticalAlwaysHuman: nullable(ladderFields.criticalAlwaysHuman),
  autoEscalateOnTimeout: nullable(ladderFields.autoEscalateOnTimeout),
  leadSpendingLimitUsd: nullable(ladderFields.leadSpendingLimitUsd),
  revokeSeconds: nullable(ladderFields.revokeSeconds),
  escalateErrors: nullable(ladderFields.escalateErrors),
  forecastGuard: nullable(ladderFields.forecastGuard),
  scanArtifacts: nullable(ladderFields.scanArtifacts),
  types: z.partialRecord(z.enum(ESCALATION_TYPES), typeChangesSchema.nullable()).optional(),
});
export type SetLadderSettings = z.infer<typeof setLadderSettingsSchema>;
