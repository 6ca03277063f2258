import { AppError } from '@/lib/errors';
import { firstRunSchema } from '@/server/auth/first-run-input';
import type { Door } from './context';
import { reportError } from './enter';
import { expectedFacts, internalFacts, issuesOf } from './errors';
import { problemResponse } from './http/problem';
import { parseJson, readBody } from './read-body';

/** `POST /api/first-run { token, email, password, name? }` → 201 `{ email }`: the first administrator, by the one-time link. */
export async function handleFirstRun(door: Door, request: Request): Promise<Response> {
  try {
    const input = firstRunSchema.safeParse(parseJson(request.headers, await readBody(request)) ?? {});
    if (!input.success) {
      const issues = issuesOf(input.error.issues);
      throw new AppError('invalid_input', issues.map((issue) => `${issue.path}: ${issue.message}`).join('; '), issues);
    }
    return Response.json(await door.auth.completeFirstRun(input.data), { status: 201 });
  } catch (error) {
    return problemResponse(expectedFacts(error) ?? internalFacts(reportError(door, request, error)));
  }
}
