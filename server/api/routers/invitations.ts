import { z } from 'zod';
import { pageOf } from '@/lib/contracts/common';
import {
  createInvitationSchema,
  invitationIdSchema,
  invitationSchema,
  listInvitationsSchema,
  oneTimeLinkSchema,
} from '@/lib/contracts/people';
import { idempotencyOf, procedure, router } from '../trpc';

export const invitationsRouter = router({
  /** `url` is in this answer alone: only its hash is kept. */
  create: procedure('users.manage', {
    method: 'POST',
    path: '/invitations',
    status: 201,
    idempotent: true,
    summary: 'Invite somebody: a one-time link, good for 72 h',
  })
    .input(createInvitationSchema)
    .output(oneTimeLinkSchema)
    .mutation(({ ctx, input }) => ctx.services.people.invite(input, ctx.caller, idempotencyOf(ctx, input))),

  list: procedure('users.manage', { method: 'GET', path: '/invitations', summary: 'List open invitations, newest first' })
    .input(listInvitationsSchema.prefault({}))
    .output(pageOf(invitationSchema))
    .query(({ ctx, input }) => ctx.services.people.listInvitations(input)),

  reissue: procedure('users.manage', {
    method: 'POST',
    path: '/invitations/{invitationId}/reissue',
    summary: 'A new link in place of the old one, good for 72 h',
  })
    .input(invitationIdSchema)
    .output(oneTimeLinkSchema)
    .mutation(({ ctx, input }) => ctx.services.people.reissueInvitation(input.invitationId, ctx.caller)),

  revoke: procedure('users.manage', {
    method: 'DELETE',
    path: '/invitations/{invitationId}',
    status: 204,
    summary: 'Take an invitation back',
  })
    .input(invitationIdSchema)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.people.revokeInvitation(input.invitationId, ctx.caller)),
});
