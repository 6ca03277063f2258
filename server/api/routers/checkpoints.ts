import {
  checkpointDetailSchema,
  checkpointIdSchema,
  checkpointPageSchema,
  checkpointViewSchema,
  compareCheckpointsSchema,
  compareRunsSchema,
  comparisonSchema,
  createCheckpointSchema,
  listCheckpointsSchema,
  pinCheckpointSchema,
  resumeCheckpointSchema,
  resumedSchema,
} from '@/lib/contracts/checkpoint';
import { idempotencyOf, procedure, router } from '../trpc';

export const checkpointsRouter = router({
  create: procedure('runs.write', {
    method: 'POST',
    path: '/runs/{runId}/checkpoints',
    status: 201,
    idempotent: true,
    summary: 'Keep a run as it is now, or as it was behind a past event',
  })
    .input(createCheckpointSchema)
    .output(checkpointViewSchema)
    .mutation(({ ctx, input }) => ctx.services.checkpoints.create(input, ctx.caller, idempotencyOf(ctx, input))),

  list: procedure('runs.read', {
    method: 'GET',
    path: '/runs/{runId}/checkpoints',
    summary: 'List the checkpoints of a run, latest state first',
  })
    .input(listCheckpointsSchema)
    .output(checkpointPageSchema)
    .query(({ ctx, input }) => ctx.services.checkpoints.list(input)),

  get: procedure('runs.read', { method: 'GET', path: '/checkpoints/{checkpointId}', summary: 'Read a checkpoint, verified' })
    .input(checkpointIdSchema)
    .output(checkpointDetailSchema)
    .query(({ ctx, input }) => ctx.services.checkpoints.get(input.checkpointId)),

  compare: procedure('runs.read', {
    method: 'GET',
    path: '/checkpoints/{checkpointId}/compare/{otherId}',
    summary: 'Compare a checkpoint with another, or with a run as it is now',
  })
    .input(compareCheckpointsSchema)
    .output(comparisonSchema)
    .query(({ ctx, input }) => ctx.services.checkpoints.compare(input.checkpointId, input.otherId)),

  compareRuns: procedure('runs.read', {
    method: 'GET',
    path: '/runs/{runId}/compare/{otherRunId}',
    summary: 'Compare a run as it is now with another, or with a checkpoint',
  })
    .input(compareRunsSchema)
    .output(comparisonSchema)
    .query(({ ctx, input }) => ctx.services.checkpoints.compareRuns(input.runId, input.otherRunId)),

  pin: procedure('runs.write', { method: 'PATCH', path: '/checkpoints/{checkpointId}', summary: 'Pin, unpin or rename a checkpoint' })
    .input(pinCheckpointSchema)
    .output(checkpointViewSchema)
    .mutation(({ ctx, input }) => ctx.services.checkpoints.pin(input, ctx.caller)),

  delete: procedure('runs.write', { method: 'DELETE', path: '/checkpoints/{checkpointId}', status: 204, summary: 'Delete a checkpoint' })
    .input(checkpointIdSchema)
    .mutation(({ ctx, input }) => ctx.services.checkpoints.remove(input.checkpointId, ctx.caller)),

  resume: procedure('runs.write', {
    method: 'POST',
    path: '/checkpoints/{checkpointId}/resume',
    idempotent: true,
    summary: 'Go on from a checkpoint: in place (rewind), or as a new run (fork)',
  })
    .input(resumeCheckpointSchema)
    .output(resumedSchema)
    .mutation(({ ctx, input }) => ctx.services.checkpoints.resume(input, ctx.caller, idempotencyOf(ctx, input))),
});
