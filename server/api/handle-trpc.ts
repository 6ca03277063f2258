import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import type { Door } from './context';
import { contextOf, enter, reportError } from './enter';
import { type ErrorFacts, expectedFacts, internalFacts, TRPC_CODE } from './errors';
import { parseJson, readBody } from './read-body';
import { appRouter } from './router';

export const TRPC_PREFIX = '/api/trpc';
const MAX_CALLS_PER_REQUEST = 50;

/**
 * Answers one request under `/api/trpc`; never rejects. Without a caller nothing is told, not even whether a procedure
 * exists: the refusal stands before tRPC, in its own shape.
 */
export async function handleTrpc(door: Door, request: Request): Promise<Response> {
  try {
    const caller = await enter(door, request);
    const context = contextOf(door, request, caller);
    const checked = request.method === 'POST' ? await withCheckedBody(request) : request;
    return await fetchRequestHandler({
      endpoint: TRPC_PREFIX,
      req: checked,
      router: appRouter,
      createContext: () => context,
      maxBatchSize: MAX_CALLS_PER_REQUEST,
      responseMeta: () => ({ headers: { 'cache-control': 'no-store' } }),
    });
  } catch (error) {
    return refusal(expectedFacts(error) ?? internalFacts(reportError(door, request, error)));
  }
}

async function withCheckedBody(request: Request): Promise<Request> {
  const body = await readBody(request);
  parseJson(request.headers, body);
  return new Request(request.url, { method: 'POST', headers: request.headers, body, signal: request.signal });
}

/** One error for all calls of a batch: clients take it for each of them. */
function refusal(facts: ErrorFacts): Response {
  const { code, status, message, issues, retryAfterSeconds } = facts;
  const shape = {
    message,
    code: TRPC_ERROR_CODES_BY_KEY[TRPC_CODE[code]],
    data: { code: TRPC_CODE[code], httpStatus: status, appError: { code, status, issues } },
  };
  return Response.json(
    { error: shape },
    {
      status,
      headers: {
        'cache-control': 'no-store',
        ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
      },
    },
  );
}
