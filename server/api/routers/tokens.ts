import { createdTokenSchema, createTokenSchema, listTokensSchema, tokenIdSchema, tokenViewSchema } from '@/lib/contracts/access';
import { pageOf } from '@/lib/contracts/common';
import { AppError } from '@/lib/errors';
import { covers } from '@/server/auth/permissions';
import { idempotencyOf, procedure, router } from '../trpc';

export const tokensRouter = router({
  /** `token` is in this answer alone: only its hash is kept. */
  create: procedure('tokens.manage', { method: 'POST', path: '/tokens', status: 201, idempotent: true, summary: 'Create an API token' })
    .input(createTokenSchema)
    .output(createdTokenSchema)
    .mutation(({ ctx, input }) => {
      if (!covers(ctx.caller.role, input.role)) {
        throw new AppError('forbidden', `The role ${ctx.caller.role} cannot give a token the role ${input.role}`);
      }
      return ctx.services.tokens.create(input, ctx.caller, idempotencyOf(ctx, input));
    }),

  list: procedure('tokens.manage', { method: 'GET', path: '/tokens', summary: 'List API tokens, newest first' })
    .input(listTokensSchema.prefault({}))
    .output(pageOf(tokenViewSchema))
    .query(({ ctx, input }) => ctx.services.tokens.list(input)),

  get: procedure('tokens.manage', { method: 'GET', path: '/tokens/{tokenId}', summary: 'Read an API token (never its secret)' })
    .input(tokenIdSchema)
    .output(tokenViewSchema)
    .query(({ ctx, input }) => ctx.services.tokens.get(input.tokenId)),

  revoke: procedure('tokens.manage', { method: 'DELETE', path: '/tokens/{tokenId}', status: 204, summary: 'Revoke an API token at once' })
    .input(tokenIdSchema)
    .output(tokenViewSchema)
    .mutation(({ ctx, input }) => ctx.services.tokens.revoke(input.tokenId, ctx.caller)),
});
