import { describe, expect, it } from 'vitest';
import type { EndpointHealth } from '@/lib/contracts/model';
import { describeKey, describeLimits, formatLatency, moved, standingOf } from './describe-endpoint';

it.each([
  [82.4, '82 ms'],
  [1_449, '1.4 s'],
  [12_300, '12 s'],
])('%d ms reads %s', (ms, text) => {
  expect(formatLatency(ms)).toBe(text);
});

it.each([
  [null, null, 'no limit'],
  [1, null, '1 request a minute'],
  [600, 90_000, '600 requests and 90,000 tokens a minute'],
])('%s requests and %s tokens: %s', (requestsPerMinute, tokensPerMinute, text) => {
  expect(describeLimits({ requestsPerMinute, tokensPerMinute })).toBe(text);
});

it.each([
  [null, 'no key'],
  [{ last4: '6789', readable: true }, 'key …6789'],
  [{ last4: null, readable: true }, 'key set'],
  [{ last4: '6789', readable: false }, 'key cannot be read: enter it again'],
])('%j: %s', (apiKey, text) => {
  expect(describeKey({ apiKey })).toBe(text);
});

describe('an endpoint', () => {
  const quiet = { calls: 0, errors: [], latencyP50: null, latencyP95: null, firstTokenP50: null, firstTokenP95: null };
  const health = (change: Partial<EndpointHealth>): EndpointHealth => ({
    endpoint: 'lab',
    circuit: 'closed',
    lastFailure: null,
    last15Minutes: quiet,
    last24Hours: quiet,
    ...change,
  });
  it.each<[string, EndpointHealth | undefined]>([
    ['unknown', undefined],
    ['idle', health({})],
    ['healthy', health({ last15Minutes: { ...quiet, calls: 3 } })],
    ['some errors', health({ last15Minutes: { ...quiet, calls: 3, errors: [{ code: 'server_error', count: 1 }] } })],
    ['left alone', health({ circuit: 'open', last15Minutes: { ...quiet, calls: 3 } })],
    ['tried again', health({ circuit: 'half_open' })],
  ])('is %s', (word, seen) => {
    expect(standingOf(seen).word).toBe(word);
  });
});

it.each([
  [0, 1, ['b', 'a', 'c']],
  [2, -1, ['a', 'c', 'b']],
  [0, -1, ['a', 'b', 'c']],
  [2, 1, ['a', 'b', 'c']],
] as const)('the item at %i goes %i', (index, by, expected) => {
  expect(moved(['a', 'b', 'c'], index, by)).toEqual(expected);
});
