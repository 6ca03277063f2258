import type { TRPC_ERROR_CODE_KEY, TRPCError } from '@trpc/server';
import { type AppError, ERROR_STATUS, type ErrorCode, type Issue } from '@/lib/errors';
import { type Fault, faultWords } from '@/lib/format/fault-words';
import { isDatabaseAway } from './database-away';

/** What both doors say of an error. */
export interface ErrorFacts {
  code: ErrorCode;
  status: number;
  message: string;
  issues: Issue[];
  retryAfterSeconds?: number;
  /** Extension members of the problem. */
  more?: Readonly<Record<string, unknown>>;
}

/** How our codes read in tRPC's own terms. The status is always ours. */
export const TRPC_CODE: Record<ErrorCode, TRPC_ERROR_CODE_KEY> = {
  invalid_json: 'PARSE_ERROR',
  unauthenticated: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  method_not_allowed: 'METHOD_NOT_SUPPORTED',
  conflict: 'CONFLICT',
  stale_version: 'CONFLICT',
  gone: 'NOT_FOUND',
  payload_too_large: 'PAYLOAD_TOO_LARGE',
  unsupported_media_type: 'UNSUPPORTED_MEDIA_TYPE',
  invalid_input: 'UNPROCESSABLE_CONTENT',
  not_available: 'UNPROCESSABLE_CONTENT',
  idempotency_mismatch: 'UNPROCESSABLE_CONTENT',
  too_many_requests: 'TOO_MANY_REQUESTS',
  internal: 'INTERNAL_SERVER_ERROR',
  unavailable: 'SERVICE_UNAVAILABLE',
};

/** tRPC's own faults, raised before or around a procedure. Absent: unexpected. */
const TRPC_CODES: Partial<Record<TRPC_ERROR_CODE_KEY, ErrorCode>> = {
  PARSE_ERROR: 'invalid_json',
  BAD_REQUEST: 'invalid_input',
  UNAUTHORIZED: 'unauthenticated',
  FORBIDDEN: 'forbidden',
  NOT_FOUND: 'not_found',
  METHOD_NOT_SUPPORTED: 'method_not_allowed',
  PAYLOAD_TOO_LARGE: 'payload_too_large',
  UNSUPPORTED_MEDIA_TYPE: 'unsupported_media_type',
  TOO_MANY_REQUESTS: 'too_many_requests',
};

/**
 * By shape, not by class: Next bundles its own copy of `AppError`, so one thrown by the composed instance is not an
 * `instanceof` of the one known here.
 */
function isAppError(error: unknown): error is AppError {
  return error instanceof Error && error.name === 'AppError' && 'code' in error && String(error.code) in ERROR_STATUS;
}

interface ZodIssueLike extends Fault {
  path: PropertyKey[];
  keys?: string[];
}

function zodIssuesOf(error: unknown): ZodIssueLike[] | null {
  if (!(error instanceof Error) || !('issues' in error) || !Array.isArray(error.issues)) return null;
  return error.name === 'ZodError' || error.name === '$ZodError' ? error.issues : null;
}

/** Every fault of a refused input with its path; an unknown key is named by its own path rather than its parent's. */
export function issuesOf(zodIssues: ZodIssueLike[]): Issue[] {
  return zodIssues.flatMap((issue): Issue[] => {
    const path = issue.path.map(String);
    if (issue.code === 'unrecognized_keys' && issue.keys) {
      return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: 'is not a known field' }));
    }
    return [{ path: path.join('.'), message: faultWords(issue) }];
  });
}

/** Of an expected error what a caller may know; null for anything unexpected, which is logged and told as `internal`. */
export function expectedFacts(error: unknown): ErrorFacts | null {
  if (isAppError(error)) {
    const { code, message, issues, retryAfterSeconds, more } = error;
    return { code, status: ERROR_STATUS[code], message, issues, more, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
  }
  if (isDatabaseAway(error)) {
    const message = 'The server cannot reach its database right now; try again in a moment';
    return { code: 'unavailable', status: ERROR_STATUS.unavailable, message, issues: [], retryAfterSeconds: 1 };
  }
  return null;
}

/** The same for what tRPC throws: its cause first, then a refused input, then its own faults. */
export function expectedTrpcFacts(error: TRPCError): ErrorFacts | null {
  const known = expectedFacts(error.cause);
  if (known) return known;
  const zodIssues = error.code === 'BAD_REQUEST' ? zodIssuesOf(error.cause) : null;
  if (zodIssues) {
    const issues = issuesOf(zodIssues);
    const first = issues[0];
    const message = first ? [first.path, first.message].filter(Boolean).join(': ') : 'The input is not valid';
    return { code: 'invalid_input', status: ERROR_STATUS.invalid_input, message, issues };
  }
  const code = TRPC_CODES[error.code];
  return code ? { code, status: ERROR_STATUS[code], message: error.message, issues: [] } : null;
}

export const INTERNAL_MESSAGE = 'Something went wrong on the server';

/** What is told of an unexpected error: an id that the log has too, and nothing else. */
export function internalFacts(errorId: string): ErrorFacts {
  return { code: 'internal', status: ERROR_STATUS.internal, message: `${INTERNAL_MESSAGE} (reference ${errorId})`, issues: [] };
}
