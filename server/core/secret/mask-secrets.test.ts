import { expect, it } from 'vitest';
import { maskSecrets } from './mask-secrets';

it.each([
  ['a key', 'use sk-proj-abcDEF123456 now', 'use [redacted] now'],
  ['a token of GitHub', 'ghp_0123456789abcdefABCDEF', '[redacted]'],
  ['a bearer', 'Authorization: Bearer abcdefgh.ijkl', 'Authorization: [redacted]'],
  ['a basic header', 'Basic dXNlcjpwYXNzd29yZDE=', '[redacted]'],
  ['a field', '{"api_key": "abcdef123"}', '{"api_key": "[redacted]"}'],
  ['a password in an address', 'postgres://me:secret1@host/db', 'postgres://[redacted]@host/db'],
  ['a password alone in an address', 'redis://:secret1@host', 'redis://[redacted]@host'],
  ['a JSON web token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc', '[redacted]'],
])('masks %s', (_what, text, clean) => expect(maskSecrets(text)).toBe(clean));

it.each(['The task task-key-orders failed', 'Basic authentication failed', 'see https://example.com:8080/a@b', 'a basic understanding'])(
  'leaves %j as it is',
  (text) => expect(maskSecrets(text)).toBe(text),
);
