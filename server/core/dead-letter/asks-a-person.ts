import type { Failure } from '@/lib/contracts/task';
import { isTransient } from './transient';

/** Somebody has said it already: to be asked about his own word helps nobody. */
const SAID: ReadonlySet<string> = new Set(['gate_rejected', 'escalation_rejected', 'given_up']);
const WITHOUT_ENDPOINT: ReadonlySet<string> = new Set(['rate_limit_wait', 'no_endpoint']);

/** Whether a failure for good is one that somebody has to look at: no endpoint's, which comes back by itself or is mended in the settings. */
export function asksAPerson(failure: Pick<Failure, 'place' | 'code' | 'httpStatus'>): boolean {
  if (SAID.has(failure.code) || failure.place === 'timeout' || isTransient(failure)) return false;
  if (failure.place !== 'model' || failure.code === 'context_length') return true;
  return failure.httpStatus === null && !WITHOUT_ENDPOINT.has(failure.code);
}
