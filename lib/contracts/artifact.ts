import { z } from 'zod';
import { idSchema, timeSchema } from './common';

/** A secret or personal data, and where: from `start` to before `end`, in UTF-16 units. What it says is not part of it. */
export const quarantineFindingSchema = z.object({
  /** `aws_access_key`, `card_number`, … */
  rule: z.string(),
  kind: z.enum(['secret', 'personal']),
  message: z.string(),
  start: z.int(),
  end: z.int(),
  /** Counted from 1. */
  line: z.int(),
});
export type QuarantineFinding = z.infer<typeof quarantineFindingSchema>;

/** Held until somebody has decided: what was found is masked wherever the content is shown. Kept back: masked for good. */
export const quarantineSchema = z.object({
  status: z.enum(['held', 'released', 'kept']),
  findings: z.array(quarantineFindingSchema),
  escalationId: idSchema.nullable(),
});
export type Quarantine = z.infer<typeof quarantineSchema>;

export const artifactSummarySchema = z.object({
  id: idSchema,
  runId: idSchema,
  /** Null for an input document. */
  taskKey: z.string().nullable(),
  name: z.string(),
  type: z.string(),
  version: z.int(),
  sha256: z.string(),
  bytes: z.int(),
  metadata: z.record(z.string(), z.unknown()),
  createdAt: timeSchema,
  /** Null: nothing was found in it. */
  quarantine: quarantineSchema.nullable(),
});
export type ArtifactSummary = z.infer<typeof artifactSummarySchema>;

export const artifactSchema = artifactSummarySchema.extend({ content: z.string() });
export type Artifact = z.infer<typeof artifactSchema>;

export const artifactIdSchema = z.strictObject({ artifactId: idSchema });
