import { z } from 'zod';
import {
  createScheduleSchema,
  createWebhookSchema,
  deliverySchema,
  scheduleIdSchema,
  scheduleViewSchema,
  triggersOfSchema,
  updateScheduleSchema,
  updateWebhookSchema,
  webhookIdSchema,
  webhookSecretSchema,
  webhookViewSchema,
} from '@/lib/contracts/trigger';
import { idempotencyOf, procedure, router } from '../trpc';

const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) });

export const schedulesRouter = router({
  list: procedure('runs.read', { method: 'GET', path: '/workflows/{key}/schedules', summary: 'List the schedules of a workflow' })
    .input(triggersOfSchema)
    .output(listOf(scheduleViewSchema))
    .query(async ({ ctx, input }) => ({ items: await ctx.services.schedules.list(input.key) })),

  create: procedure('workflows.write', {
    method: 'POST',
    path: '/workflows/{key}/schedules',
    status: 201,
    idempotent: true,
    summary: 'Start a workflow by the clock',
  })
    .input(createScheduleSchema)
    .output(scheduleViewSchema)
    .mutation(({ ctx, input }) => ctx.services.schedules.create(input, ctx.caller, idempotencyOf(ctx, input))),

  update: procedure('workflows.write', { method: 'PUT', path: '/schedules/{scheduleId}', summary: 'Change a schedule' })
    .input(updateScheduleSchema)
    .output(scheduleViewSchema)
    .mutation(({ ctx, input }) => ctx.services.schedules.update(input, ctx.caller)),

  delete: procedure('workflows.write', { method: 'DELETE', path: '/schedules/{scheduleId}', status: 204, summary: 'Delete a schedule' })
    .input(scheduleIdSchema)
    .mutation(({ ctx, input }) => ctx.services.schedules.delete(input.scheduleId, ctx.caller)),
});

export const webhooksRouter = router({
  list: procedure('runs.read', { method: 'GET', path: '/workflows/{key}/webhooks', summary: 'List the webhooks of a workflow' })
    .input(triggersOfSchema)
    .output(listOf(webhookViewSchema))
    .query(async ({ ctx, input }) => ({ items: await ctx.services.webhooks.list(input.key) })),

  /** `secret` is in this answer alone: it is derived again, never kept. */
  create: procedure('workflows.write', {
    method: 'POST',
    path: '/workflows/{key}/webhooks',
    status: 201,
    idempotent: true,
    summary: 'Start a workflow by signed requests to /api/hooks/{id}',
  })
    .input(createWebhookSchema)
    .output(webhookSecretSchema)
    .mutation(({ ctx, input }) => ctx.services.webhooks.create(input, ctx.caller, idempotencyOf(ctx, input))),

  update: procedure('workflows.write', { method: 'PUT', path: '/webhooks/{webhookId}', summary: 'Change a webhook' })
    .input(updateWebhookSchema)
    .output(webhookViewSchema)
    .mutation(({ ctx, input }) => ctx.services.webhooks.update(input, ctx.caller)),

  rotate: procedure('workflows.write', {
    method: 'POST',
    path: '/webhooks/{webhookId}/rotate',
    summary: 'Make a new secret; the old one is refused at once',
  })
    .input(webhookIdSchema)
    .output(webhookSecretSchema)
    .mutation(({ ctx, input }) => ctx.services.webhooks.rotate(input.webhookId, ctx.caller)),

  delete: procedure('workflows.write', { method: 'DELETE', path: '/webhooks/{webhookId}', status: 204, summary: 'Delete a webhook' })
    .input(webhookIdSchema)
    .mutation(({ ctx, input }) => ctx.services.webhooks.delete(input.webhookId, ctx.caller)),

  deliveries: procedure('runs.read', { method: 'GET', path: '/webhooks/{webhookId}/deliveries', summary: 'The last 50 deliveries' })
    .input(webhookIdSchema)
    .output(listOf(deliverySchema))
    .query(async ({ ctx, input }) => ({ items: await ctx.services.webhooks.deliveries(input.webhookId) })),
});
