import { AppError } from '@/lib/errors';
import { isSameOrigin } from '@/server/auth/origin';
import type { Caller } from '@/server/core/access/caller';
import type { Door } from './context';
import type { ApiContext } from './trpc';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const IDEMPOTENCY_KEY = /^[\x20-\x7e]{1,255}$/;

/**
 * What stands before every call of both doors: who it is, whether a browser was tricked into it, how many there were.
 * @throws AppError unauthenticated, forbidden, too_many_requests
 */
export async function enter(door: Door, request: Request): Promise<Caller> {
  const caller = await door.auth.authenticateRequest(request.headers);
  if (caller === 'invalid') throw new AppError('unauthenticated', 'The token is not valid');
  if (caller === null) throw new AppError('unauthenticated', 'Sign in, or send a token: Authorization: Bearer <token>');
  const facts = {
    secFetchSite: request.headers.get('sec-fetch-site'),
    origin: request.headers.get('origin'),
    host: request.headers.get('host'),
  };
  if (caller.sessionId && !SAFE_METHODS.has(request.method) && !isSameOrigin(facts)) {
    throw new AppError('forbidden', 'This request comes from another site');
  }
  await door.auth.limitRate(caller);
  return caller;
}

/** @throws AppError invalid_input */
export function contextOf(door: Door, request: Request, caller: Caller): ApiContext {
  const idempotencyKey = request.headers.get('idempotency-key');
  if (idempotencyKey !== null && !IDEMPOTENCY_KEY.test(idempotencyKey)) {
    throw new AppError('invalid_input', 'Idempotency-Key: must be 1 to 255 printable ASCII characters', [
      { path: 'Idempotency-Key', message: 'must be 1 to 255 printable ASCII characters' },
    ]);
  }
  return { caller, services: door.services, idempotencyKey, reportError: (error) => reportError(door, request, error) };
}

/** Logs an unexpected error under an id that the caller is told. The query string stays out: it may hold anything. */
export function reportError(door: Door, request: Request, error: unknown): string {
  const errorId = door.randomId();
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  door.log.error({ err: cause, errorId, method: request.method, path: new URL(request.url).pathname }, 'request failed');
  return errorId;
}
