import type { Failure } from '@/lib/contracts/task';

const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  'rate_limited',
  'server_error',
  'request_timeout',
  'conflict',
  'connect_timeout',
  'unreachable',
  'stalled',
  'broken_stream',
  'malformed_response',
  'error_in_stream',
  'timeout',
]);

/** A cause that may pass by itself: rate limits, overload, faults of the endpoint, timeouts, streams that broke. */
export function isTransient(cause: Pick<Failure, 'place' | 'code'>): boolean {
  return (cause.place === 'model' || cause.place === 'timeout') && TRANSIENT_CODES.has(cause.code);
}
