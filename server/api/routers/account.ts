import { z } from 'zod';
import {
  accountSchema,
  accountSessionSchema,
  changePasswordSchema,
  codeSchema,
  endedSessionsSchema,
  proofSchema,
  proofWithCodeSchema,
  recoveryCodesSchema,
  renameAccountSchema,
  sessionIdSchema,
  totpSetupSchema,
} from '@/lib/contracts/account';
import { procedure, router } from '../trpc';

/** One's own account: every role may, and no token can. Reached by tRPC alone. */
const own = () => procedure('runs.read');

export const accountRouter = router({
  get: own()
    .output(accountSchema)
    .query(({ ctx }) => ctx.services.account.get(ctx.caller)),
  rename: own()
    .input(renameAccountSchema)
    .output(accountSchema)
    .mutation(({ ctx, input }) => ctx.services.account.rename(input.name, ctx.caller)),
  changePassword: own()
    .input(changePasswordSchema)
    .output(endedSessionsSchema)
    .mutation(({ ctx, input }) => ctx.services.account.changePassword(input, ctx.caller)),
  sessions: own()
    .output(z.array(accountSessionSchema))
    .query(({ ctx }) => ctx.services.account.sessions(ctx.caller)),
  endSession: own()
    .input(sessionIdSchema)
    .output(endedSessionsSchema)
    .mutation(({ ctx, input }) => ctx.services.account.endSession(input.sessionId, ctx.caller)),
  endOtherSessions: own()
    .output(endedSessionsSchema)
    .mutation(({ ctx }) => ctx.services.account.endOtherSessions(ctx.caller)),
  beginTwoFactor: own()
    .input(proofSchema)
    .output(totpSetupSchema)
    .mutation(({ ctx, input }) => ctx.services.account.beginTwoFactor(input, ctx.caller)),
  confirmTwoFactor: own()
    .input(codeSchema)
    .output(recoveryCodesSchema)
    .mutation(({ ctx, input }) => ctx.services.account.confirmTwoFactor(input, ctx.caller)),
  turnOffTwoFactor: own()
    .input(proofWithCodeSchema)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.account.turnOffTwoFactor(input, ctx.caller)),
  renewRecoveryCodes: own()
    .input(proofWithCodeSchema)
    .output(recoveryCodesSchema)
    .mutation(({ ctx, input }) => ctx.services.account.renewRecoveryCodes(input, ctx.caller)),
});
