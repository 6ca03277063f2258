import { describe, expect, it } from 'vitest';
import type { Failure } from '@/lib/contracts/task';
import { fingerprintOf, incidentTitle } from './fingerprint';

const own = (n: number) => ({
  runId: `0190c000-0000-7000-8000-${String(n).padStart(12, '0')}`,
  taskKey: `orders-${'abcdefghij'[n % 10]}`,
  taskTitle: `Orders of ${'abcdefghij'[n % 10]} street`,
});
const failure = (more: Partial<Failure>): Failure => ({
  ...{ code: 'server_error', message: 'x', httpStatus: 500, place: 'model', permanent: false, stack: null },
  ...more,
});
const id = (n: number) => `req_${(n * 7919).toString(36).padStart(4, '0')}9x${n}`;

/** Each line is one cause, as it words itself for the nth task. */
const CAUSES: [string, (n: number) => Failure][] = [
  ['a fault of the endpoint', (n) => failure({ message: `The model endpoint answered 500: worker ${n} crashed (request ${id(n)})` })],
  [
    'a rate limit',
    (n) =>
      failure({
        code: 'rate_limited',
        httpStatus: 429,
        message: `The model endpoint answered 429: limit reached, try again in ${n}.${n}s`,
      }),
  ],
  [
    'the same words from another place',
    (n) => failure({ place: 'tool', code: 'tool_failed', httpStatus: null, message: `worker ${n} crashed` }),
  ],
  [
    'a task of its own name',
    (n) =>
      failure({ code: 'refused', httpStatus: null, message: `The model refused: I will not do ${own(n).taskKey} (${own(n).taskTitle})` }),
  ],
  [
    'a port and a time',
    (n) =>
      failure({
        code: 'unreachable',
        httpStatus: null,
        message: `connect ECONNREFUSED 10.0.0.${n}:80${n} at 2026-01-0${(n % 9) + 1}T10:0${n % 10}:00Z`,
      }),
  ],
  [
    'ids in many shapes',
    (n) =>
      failure({
        code: 'bad_request',
        httpStatus: 400,
        message: `No file "file-${n}a" for ${own(n).runId}, trace ${'deadbeef'}${n}f00d${n}`,
      }),
  ],
];

describe('a fingerprint', () => {
  it('is one for each cause, however many tasks and runs it hits', () => {
    const found = CAUSES.map(([, of]) => new Set(Array.from({ length: 300 }, (_, n) => fingerprintOf(of(n), own(n)))));
    expect(found.map((one) => one.size)).toEqual(CAUSES.map(() => 1));
    expect(new Set(found.flatMap((one) => [...one])).size).toBe(CAUSES.length);
    for (const one of found) for (const fingerprint of one) expect(fingerprint).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each<[string, Partial<Failure>]>([
    ['code', { code: 'overloaded' }],
    ['HTTP status', { httpStatus: 503 }],
    ['place', { place: 'timeout' }],
    ['words', { message: 'something else' }],
  ])('is another where the %s is another', (_what, more) => {
    expect(fingerprintOf(failure(more), own(1))).not.toBe(fingerprintOf(failure({}), own(1)));
  });
});

it.each([
  [failure({ message: 'The model endpoint answered 500: worker 17 crashed' }), 'The model endpoint answered 500: worker # crashed'],
  [failure({ httpStatus: null, message: 'The task took longer than its 60 s' }), 'The task took longer than its # s'],
  [failure({ httpStatus: 404, message: 'No orders-b here' }), 'No … here'],
])('the title says the cause', (given, title) => {
  expect(incidentTitle(given, own(1))).toBe(title);
});
