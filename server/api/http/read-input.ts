import { AppError, type Issue } from '@/lib/errors';
import { parseJson, readBody } from '../read-body';
import type { ProcedureRoute } from './routes';

/** Names of the path's fields: `/runs/{runId}/pause` has `runId`. */
export function pathFields(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
}

export const readsQuery = (method: string): boolean => method === 'GET' || method === 'DELETE';

/**
 * What a procedure is called with: fields of the path, and those of the query or the body. The procedure validates it; here
 * is refused what a merged object could not show any more.
 * @throws AppError
 */
export async function readInput(route: ProcedureRoute, request: Request, params: Record<string, string>): Promise<unknown> {
  const given = readsQuery(route.method) ? readQuery(route, new URL(request.url).searchParams) : await readFields(request);
  // A PUT may send the whole thing, its name too.
  const isSame = (key: string) => route.method === 'PUT' && given[key] === params[key];
  const clashes = Object.keys(given).filter((key) => !route.input || (Object.hasOwn(params, key) && !isSame(key)));
  if (clashes.length > 0) refuse(clashes.map((path) => ({ path, message: 'is not a known field' })));
  return route.input ? { ...given, ...params } : undefined;
}

function readQuery(route: ProcedureRoute, query: URLSearchParams): Record<string, unknown> {
  const issues: Issue[] = [];
  const given: Record<string, unknown> = {};
  for (const name of new Set(query.keys())) {
    const [value = '', ...more] = query.getAll(name);
    if (more.length > 0) issues.push({ path: name, message: 'may be given once' });
    // `Number('')` is 0 and `Number('0x10')` is 16: the schema alone would take both.
    if (route.numbers.has(name) && !/^-?\d{1,16}$/.test(value)) issues.push({ path: name, message: 'must be a whole number' });
    given[name] = value;
  }
  if (issues.length > 0) refuse(issues);
  return given;
}

async function readFields(request: Request): Promise<Record<string, unknown>> {
  const body = parseJson(request.headers, await readBody(request));
  if (body === undefined) return {};
  if (body === null || typeof body !== 'object' || Array.isArray(body)) refuse([{ path: '', message: 'must be a JSON object' }]);
  return body as Record<string, unknown>;
}

function refuse(issues: Issue[]): never {
  const first = issues[0];
  throw new AppError('invalid_input', [first?.path, first?.message].filter(Boolean).join(': '), issues);
}
