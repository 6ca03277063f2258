import type { Failure } from '@/lib/contracts/task';
import type { EndpointWords } from '../ports/model';
import type { CircuitEvent } from './circuit';

/** What a failed call says of its endpoint. */
export function eventOf(failure: Failure, retryAfterMs: number | null): CircuitEvent {
  if (isMisconfigured(failure)) return { kind: 'misconfigured' };
  return failure.permanent ? { kind: 'inconclusive' } : { kind: 'failed', wishMs: retryAfterMs };
}

/** The endpoint, its key, its account or its model is not right: the same request may do well elsewhere. */
export function isMisconfigured(failure: Failure): boolean {
  return failure.httpStatus !== null && [401, 402, 403, 404].includes(failure.httpStatus);
}

/**
 * Whether the next endpoint of the tier is asked. Never once words were heard: another answer would stand behind half of this
 * one; the task's next attempt starts clean. Never where the request itself is refused: it would be refused again.
 */
export function asksNext(failure: Failure, spoke: boolean): boolean {
  return !spoke && (isMisconfigured(failure) || !failure.permanent);
}

export interface CandidateFailure {
  failure: Failure;
  retryAfterMs: number | null;
  said?: EndpointWords;
}

/** What a tier's endpoints come to that all failed: one that may pass before one that lasts, else the preferred one's. */
export function worstOf(failures: readonly [CandidateFailure, ...CandidateFailure[]]): CandidateFailure {
  const passing = failures.filter(({ failure }) => !failure.permanent);
  const [first] = passing.length > 0 ? passing : failures;
  const wishes = passing.flatMap(({ retryAfterMs }) => (retryAfterMs === null ? [] : [retryAfterMs]));
  // Without a wish of one of them nobody has to wait for the others'.
  const retryAfterMs = wishes.length === passing.length && wishes.length > 0 ? Math.min(...wishes) : null;
  const { failure, said } = first ?? failures[0];
  return { failure, retryAfterMs, ...(said ? { said } : {}) };
}
