import { expect, it } from 'vitest';
import type { Failure } from '@/lib/contracts/task';
import { asksAPerson } from './asks-a-person';

it.each<[string, Pick<Failure, 'place' | 'code' | 'httpStatus'>, boolean]>([
  ['an endpoint that is over its load', { place: 'model', code: 'rate_limited', httpStatus: 429 }, false],
  ['a key that is wrong', { place: 'model', code: 'unauthenticated', httpStatus: 401 }, false],
  ['no endpoint at all', { place: 'model', code: 'no_endpoint', httpStatus: null }, false],
  ['an endpoint that cannot be reached', { place: 'model', code: 'unreachable', httpStatus: null }, false],
  ['a time limit', { place: 'timeout', code: 'timeout', httpStatus: null }, false],
  ['a gate that a person kept shut', { place: 'gate', code: 'gate_rejected', httpStatus: null }, false],
  ['work that a person refused', { place: 'gate', code: 'escalation_rejected', httpStatus: null }, false],
  ['a task that somebody gave up', { place: 'engine', code: 'given_up', httpStatus: null }, false],
  ['an agent that hands on nothing', { place: 'model', code: 'outputs_missing', httpStatus: null }, true],
  ['a task that is too long for its model', { place: 'model', code: 'context_length', httpStatus: 400 }, true],
  ['a tool that fails', { place: 'tool', code: 'tool_failed', httpStatus: null }, true],
  ['a fault of the engine', { place: 'engine', code: 'internal', httpStatus: null }, true],
  ['a judge whose verdict cannot be read', { place: 'gate', code: 'invalid_verdict', httpStatus: null }, true],
])('%s', (_, failure, asks) => {
  expect(asksAPerson(failure)).toBe(asks);
});
