import { expect, it } from 'vitest';
import { seal, unseal } from './sealed';

const iv = new Uint8Array(12).fill(7);
const options = { secret: 's'.repeat(32), purpose: 'test', about: 'a' };
const sealed = seal('sk-very-secret ✓', { ...options, iv });

it('opens with what it was sealed with, and shows nothing of it', () => {
  expect(unseal(sealed, options)).toBe('sk-very-secret ✓');
  expect(Buffer.from(sealed.slice(3), 'base64url').toString('latin1')).not.toContain('secret');
});

it.each([
  ['another secret', sealed, { ...options, secret: 't'.repeat(32) }],
  ['another purpose', sealed, { ...options, purpose: 'else' }],
  ['another place', sealed, { ...options, about: 'b' }],
  ['a changed byte', `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`, options],
  ['a cut one', sealed.slice(0, 20), options],
  ['no such thing', 'nonsense', options],
])('does not open with %s', (_name, text, how) => {
  expect(unseal(text, how)).toBeNull();
});
