import { describe, expect, it } from 'vitest';
import type { IncidentReplay } from '@/lib/contracts/dead-letter';
import { backoffText } from './backoff-text';
import { isPoison, isReplaying, letterHref, letterStanding, placeText, replayStanding, skippedCount, skippedWords } from './letter-words';
import { nextAfter } from './next-after';
import { prettyBody } from './pretty-body';
import { type ReplaySettings, readReplayDraft, shownChanges, toReplayDraft } from './replay-draft';

const settings: ReplaySettings = { role: 'tech_lead', tier: 'standard', prompt: 'Do it.', input: null, timeoutSeconds: 900 };
const draft = (part: Partial<ReturnType<typeof toReplayDraft>>, of: ReplaySettings | null = settings) => ({
  ...toReplayDraft(of),
  ...part,
});

describe('readReplayDraft', () => {
  it('changes nothing where nothing was typed', () =>
    expect(readReplayDraft(draft({}), settings)).toEqual({ changes: undefined, errors: {} }));
  it('holds only what differs', () =>
    expect(readReplayDraft(draft({ prompt: 'Do it in knots.', timeoutSeconds: '60' }), settings).changes).toEqual({
      prompt: 'Do it in knots.',
      timeoutSeconds: 60,
    }));
  it('leaves empty fields of many to each', () => {
    expect(readReplayDraft(draft({}, null), null)).toEqual({ changes: undefined, errors: {} });
    expect(readReplayDraft(draft({ tier: 'premium' }, null), null).changes).toEqual({ tier: 'premium' });
  });
  it.each([
    [{ prompt: '  ' }, 'prompt'],
    [{ prompt: 'Use the key [redacted] to send it.' }, 'prompt'],
    [{ timeoutSeconds: '' }, 'timeoutSeconds'],
    [{ timeoutSeconds: '1.5' }, 'timeoutSeconds'],
    [{ timeoutSeconds: '90000' }, 'timeoutSeconds'],
    [{ prompt: 'a\u0000b' }, 'prompt'],
  ] as const)('%o names its field', (part, field) => {
    const { changes, errors } = readReplayDraft(draft(part), settings);
    expect(changes).toBeUndefined();
    expect(Object.keys(errors)).toEqual([field]);
  });
  it('does not take an input away', () =>
    expect(Object.keys(readReplayDraft(draft({ input: '' }), { ...settings, input: 'Nine' }).errors)).toEqual(['input']));
});

it('shows changes in the order of the fields, with what was before', () => {
  const changes = shownChanges({ ...settings }, { timeoutSeconds: 60, prompt: 'New', input: { knots: 9 } });
  expect(changes.map(({ field, before, after }) => [field, before, after])).toEqual([
    ['prompt', 'Do it.', 'New'],
    ['input', null, '{\n  "knots": 9\n}'],
    ['timeoutSeconds', '900', '60'],
  ]);
});

describe('words', () => {
  it('tells what became of a letter', () => {
    expect(letterStanding({ status: 'pending', outcome: null }).text).toBe('Open');
    expect(letterStanding({ status: 'replayed', outcome: { state: 'failed', nextLetterId: null } }).text).toBe('Replayed, failed again');
  });
  it('counts what was left alone, most first', () => {
    expect(skippedWords({ running: 1, replay_limit: 3, closed: 0 })).toBe('3 at the replay limit, 1 under way already');
    expect(skippedWords({ of_a_new_kind: 2 })).toBe('2 of a new kind');
    expect(skippedCount({ running: 1, replay_limit: 3 })).toBe(4);
  });
  it('names the place, and the code where there is no status', () => {
    expect(placeText({ place: 'model', code: 'server_error', httpStatus: 503 })).toBe('model call · HTTP 503');
    expect(placeText({ place: 'timeout', code: 'timeout', httpStatus: null })).toBe('time limit · timeout');
  });
  it('knows poison and what is under way', () => {
    expect(isPoison({ replayCount: 3, replayLimit: 3 })).toBe(true);
    expect(isPoison({ replayCount: 2, replayLimit: 3 })).toBe(false);
    expect(isReplaying({ replaying: 0, replay: null })).toBe(false);
    expect(isReplaying({ replaying: 1, replay: null })).toBe(true);
  });
  it.each([
    [{ status: 'canary' }, 'running', 'Canary under way'],
    [{ status: 'canary_failed', failed: 1 }, 'failed', 'Canary failed'],
    [{ status: 'done', succeeded: 3 }, 'succeeded', 'Replay done'],
    [{ status: 'done', running: 2 }, 'running', '2 replayed tasks under way'],
    [{ status: 'done', succeeded: 2, failed: 1 }, 'paused', 'Replay done, 1 failed again'],
  ] as const)('%o stands as %s', (part, state, text) => {
    const replay = { running: 0, succeeded: 0, failed: 0, ...part } as IncidentReplay;
    expect(replayStanding(replay)).toEqual({ state, text });
  });
  it('addresses a letter', () => expect(letterHref({ fingerprint: 'f', id: 'l' }, 'r')).toBe('/dead-letters/f?letter=l&run=r'));
});

it.each([
  [['a', 'b', 'c'], 'a', 1, 'b'],
  [['a', 'b', 'c'], 'c', 1, 'c'],
  [['a', 'b', 'c'], 'a', -1, 'a'],
  [['a', 'b', 'c'], 'gone', 1, 'a'],
  [[], null, 1, null],
] as const)('in %o after %s by %d is %s', (ids, current, step, next) => expect(nextAfter(ids, current, step)).toBe(next));

it('says how long was waited, and for a worker too', () => {
  const at = (seconds: number) => new Date(seconds * 1_000).toISOString();
  expect(backoffText(at(0), at(20), at(20.3))).toBe('20 s');
  expect(backoffText(at(0), at(0.5), undefined)).toBe('500 ms');
  expect(backoffText(at(0), at(120), at(150))).toBe('2 min, and 30 s more for a worker');
});

it('sets JSON for reading, and leaves what is none', () => {
  expect(prettyBody('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(prettyBody('{"a":')).toBe('{"a":');
  expect(prettyBody('<html>')).toBe('<html>');
});
