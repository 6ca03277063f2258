import { createHash } from 'node:crypto';
import { initTRPC } from '@trpc/server';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import type { Permission } from '@/lib/contracts/access';
import { AppError } from '@/lib/errors';
import { unstorableIssues } from '@/lib/unstorable';
import { isPermitted } from '@/server/auth/permissions';
import type { Caller } from '@/server/core/access/caller';
import { expectedTrpcFacts, internalFacts, TRPC_CODE } from './errors';
import type { HttpMeta, ProcedureMeta } from './meta';
import type { ApiServices, Idempotency } from './services';

/** Made at the door, once a caller is known: no procedure ever runs without one. */
export interface ApiContext {
  caller: Caller;
  services: ApiServices;
  /** The `Idempotency-Key` header, already checked for its length. */
  idempotencyKey: string | null;
  /** Logs an unexpected error once and gives the id that the caller is told. */
  reportError(error: unknown): string;
}

const t = initTRPC
  .context<ApiContext>()
  .meta<ProcedureMeta>()
  .create({
    errorFormatter({ shape, error, ctx }) {
      const facts = expectedTrpcFacts(error) ?? internalFacts(ctx?.reportError(error) ?? 'none');
      const { stack: _, ...data } = shape.data;
      return {
        ...shape,
        code: TRPC_ERROR_CODES_BY_KEY[TRPC_CODE[facts.code]],
        message: facts.message,
        data: {
          ...data,
          code: TRPC_CODE[facts.code],
          httpStatus: facts.status,
          appError: { code: facts.code, status: facts.status, issues: facts.issues, more: facts.more ?? {} },
        },
      };
    },
  });

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/** The one way to a procedure: it cannot be built without naming what it permits. */
export function procedure(permission: Permission, http?: HttpMeta) {
  return t.procedure.meta({ permission, http }).use(async ({ ctx, next, getRawInput }) => {
    if (!isPermitted(ctx.caller.role, permission)) {
      throw new AppError('forbidden', `The role ${ctx.caller.role} does not have the permission ${permission}`);
    }
    // Whatever a schema lets through unread (a JSON Schema, values of a workflow) ends in the database as well.
    const input = await getRawInput();
    const issues = unstorableIssues(input);
    if (issues[0]) throw new AppError('invalid_input', [issues[0].path, issues[0].message].filter(Boolean).join(': '), issues);
    const result = await next();
    // The one place that every answer passes: what is kept back in a run leaves in none of them, whoever has quoted it.
    return result.ok ? { ...result, data: await ctx.services.quarantine.mask(result.data, input) } : result;
  });
}

/** The caller's key with a hash of the validated input, so that neither white space nor the order of keys matters. */
export function idempotencyOf(ctx: ApiContext, input: unknown): Idempotency | null {
  if (ctx.idempotencyKey === null) return null;
  const sorted = (_key: string, value: unknown): unknown =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return { key: ctx.idempotencyKey, bodyHash: createHash('sha256').update(JSON.stringify(input, sorted)).digest('hex') };
}
