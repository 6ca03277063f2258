import { z } from 'zod';
import { approvalViewSchema, decideApprovalSchema, listApprovalsSchema } from '@/lib/contracts/approval';
import { idSchema, pageOf } from '@/lib/contracts/common';
import { procedure, router } from '../trpc';

export const approvalsRouter = router({
  list: procedure('runs.read', { method: 'GET', path: '/approvals', summary: 'List tool calls that wait, or waited, for a person' })
    .input(listApprovalsSchema.prefault({}))
    .output(pageOf(approvalViewSchema))
    .query(({ ctx, input }) => ctx.services.approvals.list(input)),

  get: procedure('runs.read', { method: 'GET', path: '/approvals/{approvalId}', summary: 'Read a tool call that waits for a person' })
    .input(z.strictObject({ approvalId: idSchema }))
    .output(approvalViewSchema)
    .query(({ ctx, input }) => ctx.services.approvals.get(input.approvalId)),

  decide: procedure('escalations.decide', {
    method: 'POST',
    path: '/approvals/{approvalId}/decide',
    summary: 'Allow or refuse a tool call, or say what became of it',
  })
    .input(decideApprovalSchema)
    .output(approvalViewSchema)
    .mutation(({ ctx, input }) => ctx.services.approvals.decide(input, ctx.caller)),
});
