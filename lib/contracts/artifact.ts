import { z } from 'zod';
import { idSchema, timeSchema } from './common';

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
});
export type ArtifactSummary = z.infer<typeof artifactSummarySchema>;

export const artifactSchema = artifactSummarySchema.extend({ content: z.string() });
export type Artifact = z.infer<typeof artifactSchema>;

export const artifactIdSchema = z.strictObject({ artifactId: idSchema });
