import { Secret, TOTP } from 'otpauth';
import { describe, expect, it } from 'vitest';
import { keyedHash, keyFor, seal, unseal } from './seal';
import { normalCode, recoveryCodeOf, totpSecretOf, totpStep, totpUri } from './second-factor';

const SECRET = totpSecretOf(new Uint8Array(20).fill(7));
const NOW = Date.parse('2026-11-23T10:00:10Z');
const codeAt = (ms: number) => new TOTP({ secret: Secret.fromBase32(SECRET) }).generate({ timestamp: ms });

describe('codes of an authenticator', () => {
  const step = Math.floor(NOW / 30_000);
  it.each([
    [0, 0],
    [-30_000, -1],
    [30_000, 1],
  ])('one of %i ms away is of that step', (away, delta) => expect(totpStep(SECRET, codeAt(NOW + away), NOW)).toBe(step + delta));
  it.each([codeAt(NOW - 90_000), '12345', 'abcdef', '', '1234567'])('%s is none', (code) => expect(totpStep(SECRET, code, NOW)).toBeNull());
  it('is told to the app with issuer and account', () =>
    expect(totpUri(SECRET, 'ada@example.com')).toMatch(/^otpauth:\/\/totp\/Signalbox:ada%40example\.com\?.*issuer=Signalbox/));
});

describe('recovery codes', () => {
  it('are typed with or without the dash', () => {
    const code = recoveryCodeOf(new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    expect(code).toMatch(/^[a-z2-9]{5}-[a-z2-9]{5}$/);
    expect(normalCode(` ${code.toUpperCase()} `)).toBe(code.replace('-', ''));
  });
  it('hash differently under another secret', () =>
    expect(keyedHash(keyFor('a', 'x'), 'u', 'c')).not.toBe(keyedHash(keyFor('b', 'x'), 'u', 'c')));
});

describe('a sealed text', () => {
  const key = keyFor('secret', 'totp');
  const sealed = seal(key, SECRET, { iv: new Uint8Array(12), context: 'user-1' });
  it('opens with its key and context', () => expect(unseal(key, sealed, 'user-1')).toBe(SECRET));
  it.each([
    ['another key', () => unseal(keyFor('other', 'totp'), sealed, 'user-1')],
    ['another purpose', () => unseal(keyFor('secret', 'x'), sealed, 'user-1')],
    ['another row', () => unseal(key, sealed, 'user-2')],
    ['a change', () => unseal(key, `${sealed.slice(0, -2)}AA`, 'user-1')],
    ['something else', () => unseal(key, 'garbage', 'user-1')],
  ])('does not open with %s', (_name, open) => expect(open()).toBeNull());
});
