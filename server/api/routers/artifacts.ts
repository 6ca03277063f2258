import { z } from 'zod';
import { artifactIdSchema, artifactSchema, artifactSummarySchema } from '@/lib/contracts/artifact';
import { cursorSchema, idSchema, limitSchema, pageOf } from '@/lib/contracts/common';
import { runIdSchema } from '@/lib/contracts/run';
import { pageArtifacts } from '../page-artifacts';
import { procedure, router } from '../trpc';

export const artifactsRouter = router({
  /** All artifacts of a run without their content; inputs first. */
  list: procedure('runs.read')
    .input(runIdSchema)
    .output(z.object({ items: z.array(artifactSummarySchema) }))
    .query(async ({ ctx, input }) => ({ items: await ctx.services.artifacts.list(input.runId) })),

  /** The same page by page and whole, for programs. */
  page: procedure('runs.read', { method: 'GET', path: '/runs/{runId}/artifacts', summary: 'List the artifacts of a run' })
    .input(z.strictObject({ runId: idSchema, cursor: cursorSchema.optional(), limit: limitSchema }))
    .output(pageOf(artifactSchema))
    .query(({ ctx, input }) => pageArtifacts(ctx.services.artifacts, input)),

  get: procedure('runs.read', { method: 'GET', path: '/artifacts/{artifactId}', summary: 'Read an artifact with its content' })
    .input(artifactIdSchema)
    .output(artifactSchema)
    .query(({ ctx, input }) => ctx.services.artifacts.get(input.artifactId)),
});
