import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { nextAuthOptions } from '@/server/auth/next-auth-options';
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
  return NextAuth(request, context, nextAuthOptions(door.auth, door.log));
}
