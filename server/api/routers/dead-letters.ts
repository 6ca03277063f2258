import {
  bulkClosedSchema,
  deadLetterCountsSchema,
  deadLetterIdSchema,
  deadLetterPageSchema,
  deadLetterSchema,
  discardDeadLetterSchema,
  discardIncidentSchema,
  incidentPageSchema,
  incidentRefSchema,
  incidentSchema,
  listDeadLettersSchema,
  listIncidentsSchema,
  replayDeadLetterSchema,
  replayIncidentSchema,
  resolveDeadLetterSchema,
  resolveIncidentSchema,
} from '@/lib/contracts/dead-letter';
import { idempotencyOf, procedure, router } from '../trpc';

export const deadLettersRouter = router({
  list: procedure('runs.read', { method: 'GET', path: '/dead-letters', summary: 'List tasks that failed for good, newest first' })
    .input(listDeadLettersSchema.prefault({}))
    .output(deadLetterPageSchema)
    .query(({ ctx, input }) => ctx.services.deadLetters.list(input)),

  get: procedure('runs.read', { method: 'GET', path: '/dead-letters/{deadLetterId}', summary: 'Read a dead letter with its evidence' })
    .input(deadLetterIdSchema)
    .output(deadLetterSchema)
    .query(({ ctx, input }) => ctx.services.deadLetters.get(input.deadLetterId)),

  counts: procedure('runs.read')
    .output(deadLetterCountsSchema)
    .query(({ ctx }) => ctx.services.deadLetters.counts()),

  replay: procedure('runs.write', {
    method: 'POST',
    path: '/dead-letters/{deadLetterId}/replay',
    idempotent: true,
    summary: 'Run the task again, perhaps changed, in a fresh conversation',
  })
    .input(replayDeadLetterSchema)
    .output(deadLetterSchema)
    .mutation(({ ctx, input }) => ctx.services.deadLetters.replay(input, ctx.caller, idempotencyOf(ctx, input))),

  resolve: procedure('runs.write', {
    method: 'POST',
    path: '/dead-letters/{deadLetterId}/resolve',
    summary: 'Set the task aside: it is SKIPPED and what waits for it goes on',
  })
    .input(resolveDeadLetterSchema)
    .output(deadLetterSchema)
    .mutation(({ ctx, input }) => ctx.services.deadLetters.resolve(input, ctx.caller)),

  discard: procedure('runs.write', {
    method: 'POST',
    path: '/dead-letters/{deadLetterId}/discard',
    summary: 'Close a dead letter: the task stays FAILED',
  })
    .input(discardDeadLetterSchema)
    .output(deadLetterSchema)
    .mutation(({ ctx, input }) => ctx.services.deadLetters.discard(input, ctx.caller)),

  reopen: procedure('runs.write', { method: 'POST', path: '/dead-letters/{deadLetterId}/reopen', summary: 'Take a discard back' })
    .input(deadLetterIdSchema)
    .output(deadLetterSchema)
    .mutation(({ ctx, input }) => ctx.services.deadLetters.reopen(input.deadLetterId, ctx.caller)),
});

export const incidentsRouter = router({
  list: procedure('runs.read', { method: 'GET', path: '/incidents', summary: 'List dead letters by their causes, open ones first' })
    .input(listIncidentsSchema.prefault({}))
    .output(incidentPageSchema)
    .query(({ ctx, input }) => ctx.services.deadLetters.incidents.list(input)),

  get: procedure('runs.read', { method: 'GET', path: '/incidents/{fingerprint}', summary: 'Read one cause and its replay' })
    .input(incidentRefSchema)
    .output(incidentSchema)
    .query(({ ctx, input }) => ctx.services.deadLetters.incidents.get(input.fingerprint)),

  replay: procedure('runs.write', {
    method: 'POST',
    path: '/incidents/{fingerprint}/replay',
    summary: 'Replay every open dead letter of a cause: one first, the rest at a rate',
  })
    .input(replayIncidentSchema)
    .output(incidentSchema)
    .mutation(({ ctx, input }) => ctx.services.deadLetters.incidents.replay(input, ctx.caller)),

  stopReplay: procedure('runs.write', {
    method: 'POST',
    path: '/incidents/{fingerprint}/replay/stop',
    summary: 'Stop the replay of a cause: what was not replayed yet stays as it is',
  })
    .input(incidentRefSchema)
    .output(incidentSchema)
    .mutation(({ ctx, input }) => ctx.services.deadLetters.incidents.stopReplay(input.fingerprint, ctx.caller)),

  resolve: procedure('runs.write', {
    method: 'POST',
    path: '/incidents/{fingerprint}/resolve',
    summary: 'Resolve every open dead letter of a cause',
  })
    .input(resolveIncidentSchema)
    .output(bulkClosedSchema)
    .mutation(({ ctx, input }) => ctx.services.deadLetters.incidents.resolve(input, ctx.caller)),

  discard: procedure('runs.write', {
    method: 'POST',
    path: '/incidents/{fingerprint}/discard',
    summary: 'Discard every open dead letter of a cause',
  })
    .input(discardIncidentSchema)
    .output(bulkClosedSchema)
    .mutation(({ ctx, input }) => ctx.services.deadLetters.incidents.discard(input, ctx.caller)),
});
