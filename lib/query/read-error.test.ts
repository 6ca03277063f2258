import { describe, expect, it } from 'vitest';
import { explainError, readError } from './read-error';

const thrown = (data: unknown) => Object.assign(new Error('goal: must not be empty'), { data });

describe('readError', () => {
  it('reads code, status and issues of the house', () => {
    const issues = [{ path: 'goal', message: 'must not be empty' }];
    expect(readError(thrown({ appError: { code: 'invalid_input', status: 422, issues } }))).toMatchObject({
      code: 'invalid_input',
      status: 422,
      issues,
    });
  });
  it('drops issues that are none', () =>
    expect(readError(thrown({ appError: { code: 'invalid_input', status: 422, issues: [null, 'x', { path: 1 }] } })).issues).toEqual([]));
  it('takes an error without data for a lost connection', () => expect(readError(new TypeError('fetch failed')).code).toBe('network'));
  it('keeps the status of an answer that is not ours', () => expect(readError(thrown({ httpStatus: 502 })).status).toBe(502));
});

describe('explainError', () => {
  it('says how long to wait', () =>
    expect(explainError({ code: 'too_many_requests', status: 429, message: '', issues: [], retryAfterSeconds: 7 })).toContain('7 seconds'));
});
