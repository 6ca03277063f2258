import { PEER_HEADER } from '@/server/auth/peer-header';
import type { Door } from './context';
import { reportError } from './enter';
import { expectedFacts, internalFacts } from './errors';
import { problemResponse } from './http/problem';
import { readBody } from './read-body';

const MAX_BYTES = 256 * 1024;

/** `POST /api/slack/interactive`: a pressed button, or a form that was sent. Nobody is signed in: Slack's signature over time and body says who asks. */
export async function handleSlack(door: Door, request: Request): Promise<Response> {
  try {
    await door.auth.limitDecisions(request.headers.get(PEER_HEADER) ?? 'unknown');
    const body = Buffer.from(await readBody(request, MAX_BYTES)).toString('utf8');
    const answer = await door.services.notifications.answerSlack({
      signature: request.headers.get('x-slack-signature'),
      timestamp: request.headers.get('x-slack-request-timestamp'),
      body,
    });
    return answer ? Response.json(answer, { headers: { 'cache-control': 'no-store' } }) : new Response(null, { status: 200 });
  } catch (error) {
    return problemResponse(expectedFacts(error) ?? internalFacts(reportError(door, request, error)));
  }
}
