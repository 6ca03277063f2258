import {
  createEscalationSchema,
  decideEscalationSchema,
  escalationDetailSchema,
  escalationIdSchema,
  escalationPageSchema,
  escalationSchema,
  listEscalationsSchema,
  revokeEscalationSchema,
} from '@/lib/contracts/escalation';
import {
  decidedManySchema,
  decideManySchema,
  escalationHistoryPageSchema,
  escalationHistorySchema,
  escalationStatsQuerySchema,
  escalationStatsSchema,
  inboxPageSchema,
  inboxSchema,
} from '@/lib/contracts/escalation-inbox';
import { waitingEscalationsSchema } from '@/lib/contracts/escalation-waiting';
import { idempotencyOf, procedure, router } from '../trpc';

export const escalationsRouter = router({
  list: procedure('runs.read', {
    method: 'GET',
    path: '/escalations',
    summary: 'List what waits, or waited, for a person’s decision, newest first',
  })
    .input(listEscalationsSchema.prefault({}))
    .output(escalationPageSchema)
    .query(({ ctx, input }) => ctx.services.escalations.list(input, ctx.caller)),

  waiting: procedure('runs.read')
    .output(waitingEscalationsSchema)
    .query(({ ctx }) => ctx.services.escalations.waiting()),

  create: procedure('escalations.raise', {
    method: 'POST',
    path: '/escalations',
    status: 201,
    idempotent: true,
    summary: 'Ask about a run or a task: what waits for the task waits for the answer too',
  })
    .input(createEscalationSchema)
    .output(escalationSchema)
    .mutation(({ ctx, input }) => ctx.services.escalations.create(input, ctx.caller, idempotencyOf(ctx, input))),

  get: procedure('runs.read', { method: 'GET', path: '/escalations/{escalationId}', summary: 'Read an escalation with its evidence' })
    .input(escalationIdSchema)
    .output(escalationDetailSchema)
    .query(({ ctx, input }) => ctx.services.escalations.get(input.escalationId)),

  decide: procedure('escalations.decide', {
    method: 'POST',
    path: '/escalations/{escalationId}/decide',
    idempotent: true,
    summary: 'Approve or reject: a gate opens or fails, a branch takes its true or its false path',
  })
    .input(decideEscalationSchema)
    .output(escalationSchema)
    .mutation(({ ctx, input }) => ctx.services.escalations.decide(input, ctx.caller, idempotencyOf(ctx, input))),

  revoke: procedure('escalations.decide', {
    method: 'POST',
    path: '/escalations/{escalationId}/revoke',
    idempotent: true,
    summary: 'Take an approval back within its time: what has not begun waits, and people are asked anew',
  })
    .input(revokeEscalationSchema)
    .output(escalationSchema)
    .mutation(({ ctx, input }) => ctx.services.escalations.revoke(input, ctx.caller, idempotencyOf(ctx, input))),

  /** Everything for the inbox in one answer. */
  inbox: procedure('runs.read')
    .input(inboxSchema.prefault({}))
    .output(inboxPageSchema)
    .query(({ ctx, input }) => ctx.services.escalations.inbox(input, ctx.caller)),

  decideMany: procedure('escalations.decide')
    .input(decideManySchema)
    .output(decidedManySchema)
    .mutation(({ ctx, input }) => ctx.services.escalations.decideMany(input, ctx.caller)),

  history: procedure('runs.read')
    .input(escalationHistorySchema.prefault({}))
    .output(escalationHistoryPageSchema)
    .query(({ ctx, input }) => ctx.services.escalations.history(input)),

  stats: procedure('runs.read')
    .input(escalationStatsQuerySchema.prefault({}))
    .output(escalationStatsSchema)
    .query(({ ctx, input }) => ctx.services.escalations.stats(input.days)),
});
