import { idSchema } from '@/lib/contracts/common';
import { AppError } from '@/lib/errors';
import { PEER_HEADER } from '@/server/auth/peer-header';
import type { Door } from './context';
import { reportError } from './enter';
import { expectedFacts, internalFacts } from './errors';
import { problemResponse } from './http/problem';
import { readBody } from './read-body';

const MAX_HOOK_BYTES = 256 * 1024;

/**
 * `POST /api/hooks/{id}` → 202 `{ runId }`. Nobody is signed in here: the signature over time and body says who it is. The id
 * alone tells nothing but whether there is such a webhook.
 */
export async function handleHook(door: Door, request: Request, webhookId: string): Promise<Response> {
  try {
    if (!idSchema.safeParse(webhookId).success) throw new AppError('not_found', 'There is no such webhook');
    const received = await door.services.webhooks.receive(webhookId, {
      peer: request.headers.get(PEER_HEADER) ?? 'unknown',
      signature: request.headers.get('x-signalbox-signature'),
      readBody: () => readBody(request, MAX_HOOK_BYTES),
    });
    return Response.json(received, { status: 202, headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    return problemResponse(expectedFacts(error) ?? internalFacts(reportError(door, request, error)));
  }
}
