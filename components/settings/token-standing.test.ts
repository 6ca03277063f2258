import { expect, it } from 'vitest';
import { expiryOf, tokenStanding } from './token-standing';

const now = Date.parse('2026-11-22T12:00:00Z');
const past = '2026-11-22T11:00:00Z';
const future = '2026-11-22T13:00:00Z';

it.each([
  [null, null, 'active'],
  [null, future, 'active'],
  [null, past, 'expired'],
  [past, future, 'revoked'],
])('revoked %s, expiring %s: %s', (revokedAt, expiresAt, standing) => expect(tokenStanding({ revokedAt, expiresAt }, now)).toBe(standing));

it('counts the lifetime in days', () => {
  expect(expiryOf('30', now)).toBe('2026-12-22T12:00:00.000Z');
  expect(expiryOf('never', now)).toBeUndefined();
});
