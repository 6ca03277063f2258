import { expect, it } from 'vitest';
import { maskLive } from './mask-live';

const KEY = [
  '-----BEGIN RSA PRIVATE KEY-----',
  'MIIEpAIBAAKCAQEA1234567890abcdef',
  'ghijklmnopqrstuvwxyz+/1234567890',
  '-----END RSA PRIVATE KEY-----',
].join('\n');
const SECRETS = [
  ['AKIA', 'IOSFODNN7ABCDEFG'].join(''),
  '4111 1111 1111 1111',
  '123-45-6789',
  'DE89 3704 0044 0532 0130 00',
  'postgres://svc:Tr0ub4dor9@db.corp.internal/app',
  ['ghp_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join(''),
  ['sk-ant-', 'api03-abcdefghijklmnop'].join(''),
  'wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzz3KE',
  KEY,
];

/** What a listener has heard at the end of a text that comes in pieces of this size. */
function heard(text: string, size: number): string {
  let said = '';
  for (let end = size; end < text.length + size; end += size) said += maskLive(text.slice(0, end), said.length, end >= text.length);
  return said;
}

it.each(SECRETS)('never says %s, however it is cut', (secret) => {
  const text = `I write down ${secret} and go on.`;
  for (const size of [1, 3, 7, 19, 1_000]) {
    const said = heard(text, size);
    expect(said).toHaveLength(text.length);
    expect(said.startsWith('I write down ')).toBe(true);
    expect(said.endsWith(' and go on.')).toBe(true);
    // What says only what it is may be said.
    for (const line of secret.split('\n').filter((one) => !one.startsWith('-----'))) {
      const word = line.replace(/^\w+:\/\//, '');
      for (let at = 0; at + 8 <= word.length; at += 1) expect(said).not.toContain(word.slice(at, at + 8));
    }
  }
});

it('says at once what is none', () => {
  const text = 'The handler first validates the order, then stores it in "orders".';
  expect(maskLive(text, 0, false)).toBe(text);
  expect(heard('Step 1 of 12: see src/orders/handler2.ts, port 5432, in 2026.', 1)).toBe(
    'Step 1 of 12: see src/orders/handler2.ts, port 5432, in 2026.',
  );
});
