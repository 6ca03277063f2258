import { expect, test } from 'vitest';
import { isDevelopment } from './hot-reload';
import { pagePolicy } from './security-headers';

const BUILT =
  "default-src 'self'; script-src 'self' 'nonce-abc'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self' ws://box:3000 wss://box:3000; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; " +
  "frame-ancestors 'none'";

test('built pages run no script but ours and those with the nonce', () => {
  expect(pagePolicy('abc', 'box:3000', false)).toBe(BUILT);
});

test('development adds eval to that, and nothing else', () => {
  expect(pagePolicy('abc', 'box:3000', true)).toBe(BUILT.replace("'nonce-abc'", "'nonce-abc' 'unsafe-eval'"));
});

test.each([
  [{}, false],
  [{ NODE_ENV: 'production' }, false],
  [{ NODE_ENV: 'development' }, false],
  [{ NODE_ENV: 'production', SIGNALBOX_DEV: '1' }, false],
  [{ SIGNALBOX_DEV: '1' }, false],
  [{ NODE_ENV: 'development', SIGNALBOX_DEV: '1' }, true],
])('%j is development: %s', (environment, expected) => {
  expect(isDevelopment(environment)).toBe(expected);
});
