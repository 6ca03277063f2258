import { STATUS_CODES } from 'node:http';
import type { ErrorFacts } from '../errors';

/** RFC 9457. `about:blank` says that the status has the usual meaning; `code` is what programs tell errors apart by. */
export function problemOf(facts: ErrorFacts): Record<string, unknown> {
  return {
    ...facts.more,
    type: 'about:blank',
    title: STATUS_CODES[facts.status] ?? 'Error',
    status: facts.status,
    detail: facts.message,
    code: facts.code,
    ...(facts.issues.length > 0 ? { issues: facts.issues } : {}),
  };
}

export function problemResponse(facts: ErrorFacts, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(problemOf(facts)), {
    status: facts.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(facts.status === 401 ? { 'www-authenticate': 'Bearer realm="signalbox"' } : {}),
      ...(facts.retryAfterSeconds === undefined ? {} : { 'retry-after': String(facts.retryAfterSeconds) }),
      ...headers,
    },
  });
}
