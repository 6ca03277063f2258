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
  return NextAuth(request, context, nextAuthOptions(door.auth, door.log));
}
