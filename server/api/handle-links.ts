import type { z } from 'zod';
import { lookDecisionSchema, takeDecisionSchema } from '@/lib/contracts/notification';
import { acceptInvitationSchema, linkTokenSchema, usePasswordLinkSchema } from '@/lib/contracts/people';
import { AppError } from '@/lib/errors';
import { PEER_HEADER } from '@/server/auth/peer-header';
import type { Door } from './context';
import { reportError } from './enter';
import { expectedFacts, internalFacts, issuesOf } from './errors';
import { problemResponse } from './http/problem';
import { parseJson, readBody } from './read-body';

/** What the holder of a one-time link may do. Each is a POST, so that no preview of a link uses it up. */
export type LinkAction = 'look-invitation' | 'accept-invitation' | 'look-password' | 'use-password' | 'look-decision' | 'decide';

/** Answers `POST /api/links/<action>`: open to everybody, counted by address. */
export async function handleLink(door: Door, action: string, request: Request): Promise<Response> {
  try {
    const peer = request.headers.get(PEER_HEADER) ?? 'unknown';
    await (action === 'decide' || action === 'look-decision' ? door.auth.limitDecisions(peer) : door.auth.limitLinks(peer));
    const body = parseJson(request.headers, await readBody(request)) ?? {};
    return Response.json(await answer(door, action as LinkAction, body), { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    return problemResponse(expectedFacts(error) ?? internalFacts(reportError(door, request, error)));
  }
}

function answer({ services: { people, notifications } }: Door, action: LinkAction, body: unknown): Promise<unknown> {
  switch (action) {
    case 'look-invitation':
      return people.lookAtInvitation(parse(linkTokenSchema, body).token);
    case 'accept-invitation':
      return people.acceptInvitation(parse(acceptInvitationSchema, body));
    case 'look-password':
      return people.lookAtPasswordLink(parse(linkTokenSchema, body).token);
    case 'use-password':
      return people.takePasswordLink(parse(usePasswordLinkSchema, body));
    case 'look-decision':
      return notifications.lookAtDecision(parse(lookDecisionSchema, body).token);
    case 'decide':
      return notifications.takeDecision(parse(takeDecisionSchema, body));
    default:
      throw new AppError('not_found', 'There is nothing here');
  }
}

function parse<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  const input = schema.safeParse(body);
  if (input.success) return input.data;
  const issues = issuesOf(input.error.issues);
  throw new AppError('invalid_input', issues.map((issue) => `${issue.path}: ${issue.message}`).join('; '), issues);
}
