import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { nextAuthOptions } from '@/server/auth/next-auth-options';
import { PEER_HEADER } from '@/server/auth/peer-header';
import type { Door } from './context';

/** Sign-in, sign-out and session of next-auth, under `/api/auth`. */
export async function handleAuth(
  door: Door,
  request: NextRequest,
  context: { params: Promise<{ nextauth: string[] }> },
): Promise<Response> {
  const [action] = (await context.params).nextauth;
  // next-auth looks at its cookie alone; what counts is the session's row.
  if (
    action === 'session' &&
    (await door.auth.authenticateRequest(new Headers({ cookie: request.headers.get('cookie') ?? '' }))) === null
  ) {
    return Response.json({}, { headers: { 'cache-control': 'no-store' } });
  }
  const visitor = { ip: request.headers.get(PEER_HEADER) ?? 'unknown', userAgent: request.headers.get('user-agent') };
  return withRetryAfter(await NextAuth(request, context, nextAuthOptions(door.auth, door.log, visitor)));
}

/** next-auth tells a page of its own where the error stands in its address; too many tries are a 429 with `Retry-After`. */
async function withRetryAfter(response: Response): Promise<Response> {
  if (response.status !== 401 || !response.headers.get('content-type')?.includes('json')) return response;
  const body = await response.text();
  const seconds = /too_many_attempts(?::|%3A)(\d+)/i.exec(body)?.[1];
  const headers = new Headers(response.headers);
  if (seconds !== undefined) headers.set('retry-after', seconds);
  return new Response(body, { status: seconds === undefined ? 401 : 429, headers });
}
