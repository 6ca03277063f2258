import { describe, expect, it } from 'vitest';
import { readFirstRunFault } from './first-run';
import { signInMessage } from './sign-in-message';

describe('a refused first account', () => {
  it.each([401, 404, 409, 410])('%i means that the link is of no use any more', (status) =>
    expect(readFirstRunFault(status, undefined, []).linkIsDead).toBe(true),
  );
  it('takes an issue of the token for a dead link', () =>
    expect(readFirstRunFault(422, 'x', [{ path: 'token', message: 'is empty' }]).linkIsDead).toBe(true));
  it('shows an issue at its field alone', () =>
    expect(readFirstRunFault(422, 'password: too short', [{ path: 'password', message: 'too short' }])).toEqual({
      message: null,
      fields: { email: undefined, password: 'too short' },
      linkIsDead: false,
    }));
});

describe('a refused sign-in', () => {
  it.each([
    ['CredentialsSignin', 401, /do not match/],
    ['too_many_requests', 401, /Wait up to 15 minutes/],
    ['CredentialsSignin', 429, /Wait up to 15 minutes/],
    [null, 0, /does not answer/],
    ['Configuration', 500, /failed on the server/],
  ])('%s %i', (error, status, text) => expect(signInMessage(error, status)).toMatch(text));
});
