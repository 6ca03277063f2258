import type { ErrorCode, Issue } from '@/lib/errors';

/** An answer that says no, as `application/problem+json` tells it. */
export class SignalboxError extends Error {
  override readonly name = 'SignalboxError';
  constructor(
    /** HTTP status. */
    readonly status: number,
    readonly code: ErrorCode | 'unknown',
    message: string,
    /** Each fault of an input with its path. */
    readonly issues: Issue[] = [],
  ) {
    super(message);
  }
}

/** Reads a problem; an answer of a proxy, which is none, keeps its status. */
export async function errorOf(response: Response): Promise<SignalboxError> {
  const text = await response.text();
  try {
    const problem = JSON.parse(text) as { code?: ErrorCode; detail?: string; title?: string; issues?: Issue[] };
    const message = problem.detail ?? problem.title ?? `HTTP ${response.status}`;
    return new SignalboxError(response.status, problem.code ?? 'unknown', message, problem.issues ?? []);
  } catch {
    return new SignalboxError(response.status, 'unknown', `HTTP ${response.status}`);
  }
}
