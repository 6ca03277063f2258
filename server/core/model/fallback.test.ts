import { describe, expect, it } from 'vitest';
import type { Failure } from '@/lib/contracts/task';
import { asksNext, eventOf, worstOf } from './fallback';

const failure = (httpStatus: number | null, permanent: boolean, code = `${httpStatus}`): Failure => ({
  code,
  message: code,
  httpStatus,
  place: 'model',
  permanent,
  stack: null,
});

describe('after a failure', () => {
  it.each<[string, Failure, boolean, string]>([
    ['429', failure(429, false), true, 'failed'],
    ['500', failure(500, false), true, 'failed'],
    ['a stall', failure(null, false, 'stalled'), true, 'failed'],
    ['a broken stream', failure(null, false, 'broken_stream'), true, 'failed'],
    ['a wrong key', failure(401, true), true, 'misconfigured'],
    ['an empty account', failure(402, true), true, 'misconfigured'],
    ['a forbidden model', failure(403, true), true, 'misconfigured'],
    ['no such model', failure(404, true), true, 'misconfigured'],
    ['a bad request', failure(400, true), false, 'inconclusive'],
    ['a prompt too long', failure(400, true, 'context_length'), false, 'inconclusive'],
    ['a body too large', failure(413, true), false, 'inconclusive'],
  ])('%s: the next is asked: %s', (_name, seen, next, event) => {
    expect(asksNext(seen, false)).toBe(next);
    expect(asksNext(seen, true)).toBe(false);
    expect(eventOf(seen, null).kind).toBe(event);
  });
});

describe('where all failed', () => {
  const passing = (status: number, retryAfterMs: number | null = null) => ({ failure: failure(status, false), retryAfterMs });
  const lasting = (status: number) => ({ failure: failure(status, true), retryAfterMs: null });
  it.each([
    ['a passing one wins over a lasting one', worstOf([lasting(401), passing(503)]), 503, null],
    ['the preferred one wins among equals', worstOf([lasting(404), lasting(401)]), 404, null],
    ['the shortest wish holds', worstOf([passing(429, 9_000), passing(429, 4_000)]), 429, 4_000],
    ['no wish is the shortest', worstOf([passing(429, 9_000), passing(500)]), 429, null],
    ['a lasting one has no say in the wait', worstOf([passing(429, 9_000), lasting(401)]), 429, 9_000],
  ])('%s', (_name, result, httpStatus, retryAfterMs) => {
    expect(result).toMatchObject({ failure: { httpStatus }, retryAfterMs });
  });
});
