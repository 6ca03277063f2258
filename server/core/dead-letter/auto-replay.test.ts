import { expect, it } from 'vitest';
import { mayAutoReplay } from './auto-replay';
import { isTransient } from './transient';

const MINUTE = 60_000;
const well = { calls: 10, errors: 1 };
const failed = (minutes: number) => ({ status: 'canary_failed', endedAgoMs: minutes * MINUTE });

it.each<[string, Parameters<typeof mayAutoReplay>[0], boolean]>([
  ['the endpoint answers again', { recent: well, newestLetterAgeMs: 0, earlier: [] }, true],
  ['it still fails', { recent: { calls: 10, errors: 5 }, newestLetterAgeMs: 60 * MINUTE, earlier: [] }, false],
  ['nobody called it, and the last failure is fresh', { recent: { calls: 0, errors: 0 }, newestLetterAgeMs: MINUTE, earlier: [] }, false],
  ['nobody called it for long', { recent: { calls: 0, errors: 0 }, newestLetterAgeMs: 4 * MINUTE, earlier: [] }, true],
  ['the last try failed just now', { recent: well, newestLetterAgeMs: 0, earlier: [failed(4)] }, false],
  ['the last try failed a while ago', { recent: well, newestLetterAgeMs: 0, earlier: [failed(6)] }, true],
  ['the pause doubles', { recent: well, newestLetterAgeMs: 0, earlier: [failed(6), failed(20)] }, false],
  ['up to an hour', { recent: well, newestLetterAgeMs: 0, earlier: Array.from({ length: 30 }, () => failed(61)) }, true],
  [
    'a success begins anew',
    { recent: well, newestLetterAgeMs: 0, earlier: [failed(6), { status: 'done', endedAgoMs: 0 }, failed(1)] },
    true,
  ],
  ['somebody stopped it', { recent: well, newestLetterAgeMs: 0, earlier: [{ status: 'stopped', endedAgoMs: 60 * MINUTE }] }, false],
])('%s', (_what, facts, expected) => expect(mayAutoReplay(facts)).toBe(expected));

it.each([
  ['model', 'rate_limited', true],
  ['model', 'server_error', true],
  ['model', 'broken_stream', true],
  ['timeout', 'timeout', true],
  ['model', 'bad_request', false],
  ['model', 'context_length', false],
  ['model', 'refused', false],
  ['worker', 'worker_lost', false],
] as const)('%s/%s passes by itself: %s', (place, code, expected) => expect(isTransient({ place, code })).toBe(expected));
