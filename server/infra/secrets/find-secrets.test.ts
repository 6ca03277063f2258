import { describe, expect, it } from 'vitest';
import { createContentScanner } from './create-content-scanner';
import { createFinder } from './find-secrets';

const find = createFinder();
const found = async (text: string) =>
  (await find(text)).map(({ rule, kind, line, start, end }) => ({ rule, kind, line, words: text.slice(start, end) }));

// Put together here, so that no search of this repository finds them.
const join = (...parts: string[]) => parts.join('');
const AWS_ID = join('AKIA', 'IOSFODNN7ABCDEFG');
const AWS_SECRET = join('wJalrXUtnFEMI/K7MDENG', '/bPxRfiCYzzzzzzzKEY');
const GITHUB = join('ghp_', '16C7e42F292c6912E7710c838347Ae178B4a');
const KEY = join('-----BEGIN RSA ', 'PRIVATE KEY-----\nMIIEowIBAAKCAQEA0Z3VS5JJcds3xfn\n-----END RSA ', 'PRIVATE KEY-----');

describe('what is found', () => {
  it.each([
    ['an AWS access key', `id = ${AWS_ID}`, 'aws_access_key', AWS_ID],
    ['an AWS secret, without the name of its variable', `aws_secret_access_key = ${AWS_SECRET}\n`, 'aws/AWSSecretAccessKey', AWS_SECRET],
    ['a GitHub token', `token: "${GITHUB}"`, 'github/GITHUB_TOKEN', GITHUB],
    ['a private key, whole', `x\n${KEY}\ny`, 'private_key', KEY],
    ['a private key as JSON writes it', JSON.stringify({ key: KEY }), 'private_key', JSON.stringify(KEY).slice(1, -1)],
    [
      'an address with a password',
      join('url: postgres://app:', 'k3Yw0rd9@db.harbour.io:5432/tides'),
      'database_connection_string/PostgreSQLConnection',
      'postgres://app:k3Yw0rd9@db.harbour.io:5432/tides',
    ],
  ])('%s', async (_, text, rule, words) => {
    expect(await found(text)).toEqual([{ rule, kind: 'secret', line: text.slice(0, text.indexOf(words)).split('\n').length, words }]);
  });

  it.each([
    ['a card in groups', 'Pay with 4111 1111 1111 1111.', 'card_number', '4111 1111 1111 1111'],
    ['a card with dashes', 'x,5500-0000-0000-0004,y', 'card_number', '5500-0000-0000-0004'],
    ['a card of fifteen digits', 'card=378282246310005', 'card_number', '378282246310005'],
    ['a bank account in groups', 'IBAN: DE89 3704 0044 0532 0130 00', 'iban', 'DE89 3704 0044 0532 0130 00'],
    ['a bank account in one', 'GB82WEST12345698765432', 'iban', 'GB82WEST12345698765432'],
    ['a social security number that is called so', 'SSN: 536-90-4399', 'us_social_security_number', '536-90-4399'],
    ['a national insurance number', 'NINO: AB123456C', 'uk_national_insurance_number', 'AB123456C'],
  ])('%s', async (_, text, rule, words) => {
    expect(await found(text)).toEqual([{ rule, kind: 'personal', line: 1, words }]);
  });

  it('is in the order of the text, each by its line, also where two searches find the same', async () => {
    const text = `first\n${AWS_ID}\n\n4111 1111 1111 1111 and ${GITHUB}`;
    expect((await found(text)).map(({ line, words }) => [line, words])).toEqual([
      [2, AWS_ID],
      [4, '4111 1111 1111 1111'],
      [4, GITHUB],
    ]);
  });
});

it.each([
  [
    'names, addresses and numbers of a README',
    'Ask Jane Doe <jane.doe@example.com>, +49 170 1234567, 12 Harbour Street. Version 1.2.3 of 2026-01-02.',
  ],
  ['a number whose check digit is wrong', 'order 4111 1111 1111 1112'],
  ['numbers that are as long as a card', '1700000000000000 0000000000000000 9999999999999995 1234-5678-9012-3452'],
  ['a price list and a UUID', '4111.1111 1111,00; 0190b2c4-4111-4111-8111-411111111111; 4111111111111111e3'],
  ['a bank account that is none', 'DE00 3704 0044 0532 0130 00, ABCD1234EFGH5678, SHA256 AB12CDEF34567890'],
  [
    'addresses of this machine and of documentation',
    'postgres://postgres:postgres@localhost:5432/app mysql://user:password@host/db mongodb://root:x1y2z3w4@mongo:27017',
  ],
  ['passwords that are to be filled in', join('postgres://app:', '$', '{PASSWORD}@db.harbour.io/x https://user:<password>@harbour.io/')],
  [
    'keys that are left out',
    join('-----BEGIN ', 'PRIVATE KEY-----\n...\n-----END ', 'PRIVATE KEY-----\nAPI_KEY=your-api-key-here sk_test_1234567890abcdef'),
  ],
  ['digits beside the word for them', 'The SSN is checked; tickets 000-12-3456 and SSN: 000-12-3456'],
])('leaves %s alone', async (_, text) => {
  expect(await found(text)).toEqual([]);
});

describe('a long text', () => {
  it('is searched in a thread', async () => {
    const text = `${'All quiet in the harbour.\n'.repeat(4_000)}${AWS_ID}\n`;
    const scanner = createContentScanner();
    expect(await scanner.scan(text)).toMatchObject([{ rule: 'aws_access_key', line: 4_001 }]);
  });

  it('that takes too long is held as a whole', async () => {
    const scanner = createContentScanner({ inlineChars: 10, timeoutMs: 1 });
    expect(await scanner.scan('A text of 22 letters.')).toMatchObject([{ rule: 'unsearched', start: 0, end: 21 }]);
  });
});
