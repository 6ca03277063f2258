/**
 * The one error class of the product. A code says what went wrong in the caller's terms; the HTTP status follows
 * from it by one total map, so that tRPC, the HTTP contract and the pages can never disagree.
 */
export const ERROR_STATUS = {
  invalid_json: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  stale_version: 409,
  gone: 410,
  payload_too_large: 413,
  unsupported_media_type: 415,
  invalid_input: 422,
  not_available: 422,
  idempotency_mismatch: 422,
  too_many_requests: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** One fault in an input: where it is (JSON path segments joined by dots, `tasks.2.dependsOn.0`) and what is wrong. */
export interface Issue {
  path: string;
  message: string;
}

export class AppError extends Error {
  override readonly name = 'AppError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly issues: Issue[] = [],
    /** Seconds until a retry makes sense; sent as `Retry-After`. */
    readonly retryAfterSeconds?: number,
    /** More that programs may want to know: extension members of the problem (RFC 9457). */
    readonly more: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

export function invalidInput(path: string, message: string): AppError {
  return new AppError('invalid_input', `${path}: ${message}`, [{ path, message }]);
}

/** Closes a switch over a union: a missing case does not compile. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
