import { describe, expect, it } from 'vitest';
import { identityOfClaims, identityOfGithub } from './issuer-identity';

describe('claims', () => {
  it.each([
    ['oidc', { sub: 's', email: 'Ada@Example.com', email_verified: true }, 'ada@example.com', true],
    ['oidc', { sub: 's', email: 'ada@example.com', email_verified: 'true' }, 'ada@example.com', true],
    ['oidc', { sub: 's', email: 'ada@example.com', email_verified: 'false' }, 'ada@example.com', false],
    ['oidc', { sub: 's', email: 'ada@example.com' }, 'ada@example.com', false],
    ['oidc', { sub: 's', email: 'no address', email_verified: true }, null, true],
    ['oidc', { sub: 's' }, null, false],
    ['google', { sub: 's', email: 'ada@gmail.com', email_verified: true }, 'ada@gmail.com', true],
    ['google', { sub: 's', email: 'ada@example.com', email_verified: true, hd: 'example.com' }, 'ada@example.com', true],
    ['google', { sub: 's', email: 'ada@example.com', email_verified: true }, 'ada@example.com', false],
  ])('of %s %j name %s, verified: %s', (provider, claims, email, emailVerified) =>
    expect(identityOfClaims(provider, claims)).toMatchObject({ email, emailVerified }),
  );
  it.each([{}, { sub: '' }, null])('without a subject are refused: %j', (claims) =>
    expect(() => identityOfClaims('oidc', claims)).toThrow(),
  );
});

describe('GitHub', () => {
  const user = { id: 7, login: 'ada', name: null, email: 'shown@example.com' };
  it.each([
    [[{ email: 'Ada@x.org', primary: true, verified: true }], 'ada@x.org', true],
    [[{ email: 'ada@x.org', primary: true, verified: false }], 'ada@x.org', false],
    [[{ email: 'other@x.org', primary: false, verified: true }], null, false],
    [[], null, false],
  ])('with %j', (emails, email, emailVerified) =>
    expect(identityOfGithub({ ...user, emails })).toEqual({ provider: 'github', subject: '7', email, emailVerified, name: 'ada' }),
  );
});
