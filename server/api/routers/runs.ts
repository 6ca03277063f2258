import { pageOf } from '@/lib/contracts/common';
import { eventPageSchema, listEventsSchema } from '@/lib/contracts/event';
import {
  createdRunSchema,
  createRunSchema,
  runDetailSchema,
  runIdSchema,
  runListItemSchema,
  runPlanSchema,
  setBudgetSchema,
  setPlanSchema,
} from '@/lib/contracts/run';
import { countRunsSchema, listRunsSchema, runCountSchema } from '@/lib/contracts/run-query';
import { pastStateSchema, readStateSchema, readTimelineSchema, timelineSchema } from '@/lib/contracts/timeline';
import { idempotencyOf, procedure, router } from '../trpc';

export const runsRouter = router({
  create: procedure('runs.write', { method: 'POST', path: '/runs', status: 201, idempotent: true, summary: 'Start a run' })
    .input(createRunSchema)
    .output(createdRunSchema)
    .mutation(({ ctx, input }) => ctx.services.runs.create(input, ctx.caller, idempotencyOf(ctx, input))),

  list: procedure('runs.read', { method: 'GET', path: '/runs', summary: 'List and search runs, newest first' })
    .input(listRunsSchema.prefault({}))
    .output(pageOf(runListItemSchema))
    .query(({ ctx, input }) => ctx.services.runs.list(input)),

  /** For people: how many match, up to a bound. */
  count: procedure('runs.read')
    .input(countRunsSchema.prefault({}))
    .output(runCountSchema)
    .query(({ ctx, input }) => ctx.services.runs.count(input)),

  get: procedure('runs.read', { method: 'GET', path: '/runs/{runId}', summary: 'Read a run with its tasks' })
    .input(runIdSchema)
    .output(runDetailSchema)
    .query(({ ctx, input }) => ctx.services.runs.get(input.runId)),

  pause: procedure('runs.write', { method: 'POST', path: '/runs/{runId}/pause', summary: 'Pause a run: no new model call starts' })
    .input(runIdSchema)
    .output(runDetailSchema)
    .mutation(({ ctx, input }) => ctx.services.runs.pause(input.runId, ctx.caller)),

  resume: procedure('runs.write', { method: 'POST', path: '/runs/{runId}/resume', summary: 'Resume a paused run' })
    .input(runIdSchema)
    .output(runDetailSchema)
    .mutation(({ ctx, input }) => ctx.services.runs.resume(input.runId, ctx.caller)),

  cancel: procedure('runs.write', { method: 'POST', path: '/runs/{runId}/cancel', summary: 'Cancel a run: calls in flight are aborted' })
    .input(runIdSchema)
    .output(runDetailSchema)
    .mutation(({ ctx, input }) => ctx.services.runs.cancel(input.runId, ctx.caller)),

  setBudget: procedure('runs.write', { method: 'PATCH', path: '/runs/{runId}/budget', summary: 'Set or remove the budget of a run' })
    .input(setBudgetSchema)
    .output(runDetailSchema)
    .mutation(({ ctx, input }) => ctx.services.runs.setBudget(input.runId, input.budgetUsd, ctx.caller)),

  plan: procedure('runs.read', { method: 'GET', path: '/runs/{runId}/plan', summary: 'Read the tasks of a run as they were given' })
    .input(runIdSchema)
    .output(runPlanSchema)
    .query(({ ctx, input }) => ctx.services.runs.plan(input.runId)),

  setPlan: procedure('runs.write', { method: 'PUT', path: '/runs/{runId}/plan', summary: 'Replace a plan that waits for its review' })
    .input(setPlanSchema)
    .output(runDetailSchema)
    .mutation(({ ctx, input }) => ctx.services.runs.setPlan(input, ctx.caller)),

  events: procedure('runs.read', { method: 'GET', path: '/runs/{runId}/events', summary: 'Read the event log after a seq' })
    .input(listEventsSchema)
    .output(eventPageSchema)
    .query(({ ctx, input }) => ctx.services.runs.events(input)),

  timeline: procedure('runs.read', { method: 'GET', path: '/runs/{runId}/timeline', summary: 'Read what a timeline shows, after a seq' })
    .input(readTimelineSchema)
    .output(timelineSchema)
    .query(({ ctx, input }) => ctx.services.runs.timeline(input)),

  stateAt: procedure('runs.read', { method: 'GET', path: '/runs/{runId}/state', summary: 'Read a run as it stood behind an event' })
    .input(readStateSchema)
    .output(pastStateSchema)
    .query(({ ctx, input }) => ctx.services.runs.stateAt(input)),
});
