import type { Issue } from '@/lib/errors';

/** A failed call in the terms of the page. */
export interface ReadError {
  /** A code of `lib/errors`, or `network` where no answer came at all. */
  code: string;
  /** HTTP status; 0 for `network`. */
  status: number;
  /** A sentence for a person. */
  message: string;
  issues: Issue[];
  retryAfterSeconds?: number;
  /** Extension members of the problem, as they came. */
  more?: Readonly<Record<string, unknown>>;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function issuesOf(value: unknown): Issue[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one) =>
    isRecord(one) && typeof one.path === 'string' && typeof one.message === 'string' ? [{ path: one.path, message: one.message }] : [],
  );
}

/**
 * What a thrown value of the typed client says. The client throws an error whose `data.appError` holds
 * `{ code, status, issues }`; whatever else comes reads as `network`.
 */
export function readError(error: unknown): ReadError {
  const data = isRecord(error) && isRecord(error.data) ? error.data : {};
  const app = isRecord(data.appError) ? data.appError : {};
  const message = error instanceof Error ? error.message : 'Unknown error';
  if (typeof app.code === 'string') {
    return {
      code: app.code,
      status: typeof app.status === 'number' ? app.status : 500,
      message,
      issues: issuesOf(app.issues),
      retryAfterSeconds: typeof app.retryAfterSeconds === 'number' ? app.retryAfterSeconds : undefined,
      ...(isRecord(app.more) && Object.keys(app.more).length > 0 ? { more: app.more } : {}),
    };
  }
  if (typeof data.httpStatus === 'number') return { code: 'internal', status: data.httpStatus, message, issues: [] };
  return { code: 'network', status: 0, message: 'No answer from the server', issues: [] };
}

/** Why it failed and what to do now, for an error panel. */
export function explainError(error: ReadError): string {
  switch (error.code) {
    case 'network':
      return 'The server does not answer. Check that Signalbox is running and that this machine can reach it, then try again.';
    case 'unauthenticated':
      return 'Your session has ended. Sign in again to go on.';
    case 'forbidden':
      return 'Your role does not allow this. Ask an admin for another role.';
    case 'not_found':
      return 'It is not here: the address may be wrong, or it was deleted.';
    case 'too_many_requests':
      return `Too many requests. Wait ${error.retryAfterSeconds ?? 'a few'} seconds, then try again.`;
    case 'unavailable':
      return 'The database does not answer. It is usually back within seconds.';
    case 'internal':
      return `The server failed: ${error.message}. Its log has the details.`;
    default:
      return error.message;
  }
}
