import { escalationIdSchema, escalationPageSchema, escalationSchema, listEscalationsSchema } from '@/lib/contracts/escalation';
import { procedure, router } from '../trpc';

export const escalationsRouter = router({
  list: procedure('runs.read', {
    method: 'GET',
    path: '/escalations',
    summary: 'List what waits, or waited, for a person’s decision, newest first',
  })
    .input(listEscalationsSchema.prefault({}))
    .output(escalationPageSchema)
    .query(({ ctx, input }) => ctx.services.escalations.list(input)),

  get: procedure('runs.read', { method: 'GET', path: '/escalations/{escalationId}', summary: 'Read an escalation with its evidence' })
    .input(escalationIdSchema)
    .output(escalationSchema)
    .query(({ ctx, input }) => ctx.services.escalations.get(input.escalationId)),
});
