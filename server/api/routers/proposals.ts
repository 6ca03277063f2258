import { z } from 'zod';
import { idSchema } from '@/lib/contracts/common';
import { decideProposalSchema, editedSchema, proposalSchema, proposalsSchema } from '@/lib/contracts/edit';
import { procedure, router } from '../trpc';

export const proposalsRouter = router({
  list: procedure('runs.read', {
    method: 'GET',
    path: '/runs/{runId}/proposals',
    summary: 'List edits that agents of the run propose, newest first',
  })
    .input(z.strictObject({ runId: idSchema }))
    .output(proposalsSchema)
    .query(async ({ ctx, input }) => ({ items: await ctx.services.proposals.list(input.runId) })),

  get: procedure('runs.read', { method: 'GET', path: '/proposals/{proposalId}', summary: 'Read an edit that an agent proposes' })
    .input(z.strictObject({ proposalId: idSchema }))
    .output(proposalSchema)
    .query(({ ctx, input }) => ctx.services.proposals.get(input.proposalId)),

  preview: procedure('runs.read')
    .input(z.strictObject({ proposalId: idSchema }))
    .output(editedSchema)
    .query(({ ctx, input }) => ctx.services.proposals.preview(input.proposalId)),

  decide: procedure('runs.write', {
    method: 'POST',
    path: '/proposals/{proposalId}/decide',
    summary: 'Apply an edit that an agent proposes (with other operations, if need be), or refuse it',
  })
    .input(decideProposalSchema)
    .output(proposalSchema)
    .mutation(({ ctx, input }) => ctx.services.proposals.decide(input, ctx.caller)),
});
