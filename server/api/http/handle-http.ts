import { TRPCError } from '@trpc/server';
import { AppError } from '@/lib/errors';
import { isPermitted } from '@/server/auth/permissions';
import type { Door } from '../context';
import { contextOf, enter, reportError } from '../enter';
import { type ErrorFacts, expectedFacts, expectedTrpcFacts, internalFacts } from '../errors';
import { appRouter } from '../router';
import { type ApiContext, createCallerFactory } from '../trpc';
import { matchRoute } from './match-route';
import { problemResponse } from './problem';
import { pathFields, readInput } from './read-input';
import { CONTRACT_ROUTES, type ProcedureRoute, type Route } from './routes';

export const HTTP_PREFIX = '/api/v1';

const callerFor = createCallerFactory(appRouter);

/** Answers one request under `/api/v1`, whatever becomes of it; never rejects. */
export async function handleHttp(door: Door, request: Request): Promise<Response> {
  const response = await answer(door, request).catch((error: unknown) => {
    const known = error instanceof TRPCError ? expectedTrpcFacts(error) : expectedFacts(error);
    return problemResponse(known ?? internalFacts(reportError(door, request, error)));
  });
  return request.method === 'HEAD' ? new Response(null, response) : response;
}

async function answer(door: Door, request: Request): Promise<Response> {
  const caller = await enter(door, request);
  const path = new URL(request.url).pathname.slice(HTTP_PREFIX.length);
  const match = matchRoute(CONTRACT_ROUTES, request.method, path);
  if (!match) throw new AppError('not_found', `There is nothing at ${HTTP_PREFIX}${path}`);
  if (!('found' in match)) return methodRefused(request.method, match.allow);
  const { found: route, params } = match;
  if (!isPermitted(caller.role, route.permission)) {
    throw new AppError('forbidden', `The role ${caller.role} does not have the permission ${route.permission}`);
  }
  const context = contextOf(door, request, caller);
  if (route.kind === 'raw') return route.respond(context, params, new URL(request.url).searchParams, request);
  return call(route, context, await readInput(route, request, params));
}

function methodRefused(method: string, allow: string[]): Response {
  const headers = { allow: [...allow, 'OPTIONS'].join(', ') };
  if (method === 'OPTIONS') return new Response(null, { status: 204, headers });
  const facts: ErrorFacts = {
    code: 'method_not_allowed',
    status: 405,
    message: `${method} is not possible here; ${headers.allow} are`,
    issues: [],
  };
  return problemResponse(facts, headers);
}

async function call(route: ProcedureRoute, context: ApiContext, input: unknown): Promise<Response> {
  const result = await callProcedure(route, context, input);
  const status = route.status ?? 200;
  if (status === 204) return new Response(null, { status });
  return new Response(JSON.stringify(result), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  });
}

type UntypedCaller = Record<string, Record<string, (input: unknown) => Promise<unknown>>>;

async function callProcedure(route: ProcedureRoute, context: ApiContext, input: unknown): Promise<unknown> {
  const [noun = '', verb = ''] = route.name.split('.');
  const procedure = (callerFor(context) as unknown as UntypedCaller)[noun]?.[verb];
  if (!procedure) throw new Error(`The contract names a procedure that is not there: ${route.name}`);
  try {
    return await procedure(input);
  } catch (error) {
    throw isOfPath(route, error) ? new AppError('not_found', 'There is nothing with this id') : error;
  }
}

/** A malformed id in the path names something that cannot exist: 404, like one that does not. */
function isOfPath(route: Route, error: unknown): boolean {
  if (!(error instanceof TRPCError)) return false;
  const facts = expectedTrpcFacts(error);
  const fields = pathFields(route.path);
  return facts?.code === 'invalid_input' && facts.issues.some((issue) => fields.includes(issue.path));
}
