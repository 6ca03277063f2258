import { z } from 'zod';
import {
  approvalViewSchema,
  checkCallSchema,
  checkedCallSchema,
  decideApprovalSchema,
  listApprovalsSchema,
} from '@/lib/contracts/approval';
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

  /** A mutation for its size alone: arguments do not fit into an address. */
  check: procedure('runs.read')
    .input(checkCallSchema)
    .output(checkedCallSchema)
    .mutation(({ ctx, input }) => ctx.services.approvals.check(input.approvalId, input.arguments)),

  decide: procedure('escalations.decide', {
    method: 'POST',
    path: '/approvals/{approvalId}/decide',
    summary: 'Allow a tool call (with other arguments, if need be), refuse it, or say what became of it',
  })
    .input(decideApprovalSchema)
    .output(approvalViewSchema)
    .mutation(({ ctx, input }) => ctx.services.approvals.decide(input, ctx.caller)),
});
