import { describe, expect, it } from 'vitest';
import { mapBody } from './map-body';
import { checkSignature, signatureOf, webhookSecret } from './signature';

const SECRET = webhookSecret('installation', 'id', 1);
const NOW = 1_790_000_000;
const BODY = new TextEncoder().encode('{"a":1}');
const signed = (seconds: number, body = BODY, secret = SECRET) => `t=${seconds},v1=${signatureOf(secret, seconds, body)}`;

describe('a signature', () => {
  it.each<[string, string | null, boolean]>([
    ['of now', signed(NOW), true],
    ['five minutes old', signed(NOW - 300), true],
    [
      'with white space, in capitals, beside one of an old secret',
      `t=${NOW}, v1=${'0'.repeat(64)}, v1=${signatureOf(SECRET, NOW, BODY).toUpperCase()}`,
      true,
    ],
    ['older', signed(NOW - 301), false],
    ['of the future', signed(NOW + 301), false],
    ['of another body', signed(NOW, new TextEncoder().encode('{"a":2}')), false],
    ['of another secret', signed(NOW, BODY, webhookSecret('installation', 'id', 2)), false],
    ['with the time of another', `t=${NOW - 1},v1=${signatureOf(SECRET, NOW, BODY)}`, false],
    ['with two times', `t=${NOW},t=${NOW - 9_999},v1=${signatureOf(SECRET, NOW, BODY)}`, false],
    ['cut short', signed(NOW).slice(0, -2), false],
    ['missing', null, false],
    ['empty', '', false],
    ['huge', `t=${NOW}${`,v1=${'0'.repeat(64)}`.repeat(50)},v1=${signatureOf(SECRET, NOW, BODY)}`, false],
  ])('%s', (_, header, ok) => {
    expect(checkSignature(header, SECRET, BODY, NOW * 1000).ok).toBe(ok);
  });

  it('is what openssl makes', () => {
    // printf '1790000000.{"a":1}' | openssl dgst -sha256 -hmac whsec_test
    expect(signatureOf('whsec_test', NOW, BODY)).toBe('f08690bbaaecbd1607eb9af71f092a9f7054e2b83f8b9d6a0690744d24fc6059');
  });
});

it('secrets differ by webhook, version and installation', () => {
  const all = [
    SECRET,
    webhookSecret('installation', 'id', 2),
    webhookSecret('installation', 'other', 1),
    webhookSecret('another', 'id', 1),
  ];
  expect(new Set(all).size).toBe(4);
  expect(SECRET).toMatch(/^whsec_[\w-]{43}$/);
});

describe('a body is mapped', () => {
  const inputs = [
    { name: 'title', type: 'text' },
    { name: 'count', type: 'number' },
    { name: 'brief', type: 'document' },
  ] as const;
  const map = (body: Record<string, unknown>, mapping = {}, fixed = {}) => mapBody(inputs, body, { mapping, fixed });

  it.each([
    ['by name, the rest left out', map({ title: 'x', count: 2, more: true }), { title: 'x', count: 2 }],
    ['by path', map({ repo: { name: 'x' }, commits: [{ n: 7 }] }, { title: 'repo.name', count: 'commits.0.n' }), { title: 'x', count: 7 }],
    ['whole', map({ a: 1 }, { title: '$' }), { title: '{"a":1}' }],
    ['JSON as a document', map({ brief: { a: 1 } }), { brief: { name: 'body.json', type: 'data', content: '{\n  "a": 1\n}' } }],
    ['a document as one', map({ brief: { name: 'a.md', content: 'x' } }), { brief: { name: 'a.md', content: 'x' } }],
    ['null is nothing: the fixed value holds', map({ title: null }, {}, { title: 'fixed' }), { title: 'fixed' }],
    ['never from a prototype', map({}, { title: 'constructor.name', count: '__proto__' }), {}],
    ['a wrong type stays wrong', map({ count: '2' }), { count: '2' }],
  ])('%s', (_, values, expected) => expect(values).toEqual(expected));
});
