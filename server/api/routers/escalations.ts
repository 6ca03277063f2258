import { z } from 'zod';
import { idSchema } from '@/lib/contracts/common';
import { decidersSchema, listDecidersSchema } from '@/lib/contracts/decider';
import {
  answerEscalationSchema,
  askEscalationSchema,
  createEscalationSchema,
  decideEscalationSchema,
  delegateEscalationSchema,
  escalationDetailSchema,
  escalationIdSchema,
  escalationPageSchema,
  escalationSchema,
  listEscalationsSchema,
  reassignEscalationSchema,
  revokeEscalationSchema,
  snoozeEscalationSchema,
} from '@/lib/contracts/escalation';
import {
  decidedManySchema,
  decideManySchema,
  escalationHistoryPageSchema,
  escalationHistorySchema,
  escalationStatsQuerySchema,
  escalationStatsSchema,
  foundQuestionSchema,
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
    .query(({ ctx }) => ctx.services.escalations.waiting(ctx.caller)),

  /** Calls that ask first and proposed edits have addresses of the inbox too. */
  find: procedure('runs.read')
    .input(z.strictObject({ id: idSchema }))
    .output(foundQuestionSchema)
    .query(({ ctx, input }) => ctx.services.escalations.find(input.id)),

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
    summary: 'Approve, approve with conditions (each becomes a task and a gate of the run), or reject',
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

  ask: procedure('escalations.decide', {
    method: 'POST',
    path: '/escalations/{escalationId}/ask',
    idempotent: true,
    summary: 'Ask whoever asked: the clock stands until they have answered',
  })
    .input(askEscalationSchema)
    .output(escalationSchema)
    .mutation(({ ctx, input }) => ctx.services.escalations.ask(input, ctx.caller, idempotencyOf(ctx, input))),

  answer: procedure('escalations.answer', {
    method: 'POST',
    path: '/escalations/{escalationId}/answer',
    idempotent: true,
    summary: 'Answer what was asked back: the clock goes on',
  })
    .input(answerEscalationSchema)
    .output(escalationSchema)
    .mutation(({ ctx, input }) => ctx.services.escalations.answer(input, ctx.caller, idempotencyOf(ctx, input))),

  reassign: procedure('escalations.decide', {
    method: 'POST',
    path: '/escalations/{escalationId}/reassign',
    idempotent: true,
    summary: 'Give it to somebody who may decide it, or (null) to anybody again',
  })
    .input(reassignEscalationSchema)
    .output(escalationSchema)
    .mutation(({ ctx, input }) => ctx.services.escalations.reassign(input, ctx.caller, idempotencyOf(ctx, input))),

  delegate: procedure('escalations.decide', {
    method: 'POST',
    path: '/escalations/{escalationId}/delegate',
    idempotent: true,
    summary: 'Let somebody decide in your place',
  })
    .input(delegateEscalationSchema)
    .output(escalationSchema)
    .mutation(({ ctx, input }) => ctx.services.escalations.delegate(input, ctx.caller, idempotencyOf(ctx, input))),

  snooze: procedure('escalations.decide', {
    method: 'POST',
    path: '/escalations/{escalationId}/snooze',
    idempotent: true,
    summary: 'Take it out of the inbox for a while, at most until its deadline; null brings it back',
  })
    .input(snoozeEscalationSchema)
    .output(escalationSchema)
    .mutation(({ ctx, input }) => ctx.services.escalations.snooze(input, ctx.caller, idempotencyOf(ctx, input))),

  /** For forms that ask for a person. */
  deciders: procedure('escalations.decide')
    .input(listDecidersSchema.prefault({}))
    .output(decidersSchema)
    .query(({ ctx, input }) => ctx.services.escalations.deciders(input)),

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
