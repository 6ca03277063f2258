import type { NextRequest } from 'next/server';
import { readInstance } from '@/server/api/context';
import { handleAuth } from '@/server/api/handle-auth';

const answer = (request: NextRequest, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> =>
  handleAuth(readInstance(), request, context);

export { answer as GET, answer as POST };
