import { describe, expect, it } from 'vitest';
import type { AttemptView, Failure, TurnView } from '@/lib/contracts/task';
import { callBytes, outsideTool } from './describe-call';
import { failureWords } from './failure-words';
import { currentSpeech, prepareTranscript } from './prepare-transcript';
import { isJson, layOutJson } from './spoken-json';

const failure = (change: Partial<Failure>): Failure => ({
  code: 'unknown',
  message: 'It broke',
  httpStatus: null,
  place: 'model',
  permanent: false,
  stack: null,
  ...change,
});
const second = (number: number) => new Date(number * 1_000).toISOString();
const turn = (attempt: number, conversation: number, number: number, at = 0) =>
  ({ attempt, conversation, turn: number, startedAt: second(at) }) as TurnView;
const attempt = (number: number, failed: boolean, end = 9) =>
  ({ attempt: number, failure: failed ? failure({}) : null, finishedAt: second(end) }) as AttemptView;

describe('prepareTranscript', () => {
  const conversations = [1, 2, 3].map((conversation) => ({ conversation, continues: conversation === 3 ? 1 : 0 }));
  const prepare = (turnList: TurnView[], attemptList: AttemptView[], current: number) =>
    prepareTranscript({ turnList, attemptList, attempt: current, conversations });
  const ids = (...given: Parameters<typeof prepare>) => prepare(...given).map((item) => item.id);

  it.each<[string, string[], string[]]>([
    ['one attempt has no heading', ids([turn(1, 1, 1), turn(1, 1, 2)], [], 1), ['turn-1-1', 'turn-1-2']],
    [
      'a retry goes on where the first broke off',
      ids([turn(1, 1, 1), turn(2, 1, 2, 9)], [attempt(1, true)], 2),
      ['attempt-1', 'turn-1-1', 'failure-1', 'attempt-2', 'turn-1-2'],
    ],
    [
      'a fresh conversation is marked',
      ids([turn(1, 1, 1), turn(2, 2, 1, 9)], [attempt(1, true), attempt(2, false, 10)], 2),
      ['attempt-1', 'turn-1-1', 'failure-1', 'attempt-2', 'conversation-2', 'turn-2-1'],
    ],
    ['a failure before any word', ids([], [attempt(1, true)], 1), ['failure-1']],
    [
      'attempts are counted anew after a rewind',
      ids([turn(1, 1, 1), turn(2, 1, 2, 4), turn(1, 3, 2, 7)], [attempt(1, true, 3), attempt(2, false, 6), attempt(1, true, 9)], 1),
      [
        'attempt-1',
        'turn-1-1',
        'failure-1',
        'attempt-2',
        'turn-1-2',
        'attempt-1-again-2',
        'conversation-3',
        'turn-3-2',
        'failure-1-again-2',
      ],
    ],
    [
      'an attempt that ended without a word',
      ids([turn(2, 1, 1, 5)], [attempt(1, true, 3)], 2),
      ['attempt-1', 'failure-1', 'attempt-2', 'turn-1-1'],
    ],
    ['nothing yet', ids([], [], 0), []],
  ])('%s', (_, actual, expected) => {
    expect(actual).toEqual(expected);
  });
  it('says of a conversation after a rewind behind which turn it goes on', () => {
    const [line] = prepare([turn(1, 1, 1), turn(1, 1, 2), turn(1, 3, 2, 5)], [], 1).filter((item) => item.kind === 'conversation');
    expect(line).toMatchObject({ conversation: 3, continues: 1 });
  });
});

describe('currentSpeech', () => {
  const words = { turn: 2, text: 'The handler' };
  const conversations = (...numbers: number[]) => numbers.map((conversation) => ({ conversation, continues: 0 }));
  it('shows words until their turn is stored, and only while the task runs', () => {
    const live = { status: 'RUNNING' as const, turns: 1 };
    const first = { conversations: conversations(1), turnUsage: [turn(1, 1, 1)] };
    expect(currentSpeech({ ...first, status: 'RUNNING' }, words, live)).toEqual({ ...words, over: false });
    expect(currentSpeech({ ...first, status: 'RUNNING', turnUsage: [turn(1, 1, 1), turn(1, 1, 2)] }, words, live)).toBeNull();
    expect(currentSpeech({ ...first, status: 'CANCELLED' }, words, live)).toBeNull();
  });
  it('knows that a turn is over before its text is read again', () => {
    const first = { status: 'RUNNING' as const, conversations: conversations(1), turnUsage: [turn(1, 1, 1)] };
    expect(currentSpeech(first, words, { status: 'RUNNING', turns: 2 })?.over).toBe(true);
    expect(currentSpeech(first, { turn: 3, text: 'Next' }, { status: 'RUNNING', turns: 2 })?.over).toBe(false);
    expect(currentSpeech(first, words, { status: 'SUCCEEDED', turns: 1 })?.over).toBe(true);
  });
  it('counts on behind the turns that stand in an earlier conversation', () => {
    const task = { status: 'RUNNING' as const, conversations: [{ conversation: 2, continues: 3 }], turnUsage: [turn(1, 1, 1)] };
    expect(currentSpeech(task, { turn: 4, text: 'On' }, { status: 'RUNNING', turns: 1 })?.over).toBe(false);
    expect(currentSpeech(task, { turn: 4, text: 'On' }, { status: 'RUNNING', turns: 2 })?.over).toBe(true);
  });
  it('counts turns within the newest conversation', () => {
    const task = { status: 'RUNNING' as const, conversations: conversations(1, 2), turnUsage: [turn(1, 1, 1), turn(1, 1, 2)] };
    expect(currentSpeech(task, { turn: 1, text: 'Again' }, { status: 'RUNNING', turns: 2 })?.over).toBe(false);
  });
});

describe('isJson', () => {
  it.each([
    ['{"tasks": [', true],
    ['\n  [\n  {"key"', true],
    ['["a"]', true],
    ['[', true],
    ['[the notes](https://example.com) say', false],
    ['The plan: {"a": 1}', false],
    ['', false],
  ])('%j: %s', (text, expected) => expect(isJson(text)).toBe(expected));

  it('sets one line for reading and leaves the rest as it came', () => {
    expect(layOutJson('{"a":1}\n')).toBe('{\n  "a": 1\n}');
    expect(layOutJson('{"a":')).toBe('{"a":');
    expect(layOutJson('{\n"a": 1}')).toBe('{\n"a": 1}');
  });
});

describe('callBytes', () => {
  const call = (name: string, args: string, result: string | null) => ({ name, arguments: args, result, resultBytes: result?.length ?? 0 });
  it('is the size of the artifact that is written, not of the answer', () => {
    expect(callBytes(call('write_artifact', '{"name":"a.md","content":"Zürich"}', 'Saved'))).toBe(7);
    expect(callBytes(call('write_artifact', '{"content":"ab"}', null))).toBe(2);
    expect(callBytes(call('write_artifact', '{"content', 'Broken JSON'))).toBeNull();
  });
  it('is the size of what the model was told elsewhere', () => {
    expect(callBytes(call('read_artifact', '{}', '12345'))).toBe(5);
    expect(callBytes(call('read_artifact', '{}', null))).toBeNull();
  });
});

describe('failureWords', () => {
  it.each<[Partial<Failure>, string]>([
    [{ httpStatus: 401 }, 'The model endpoint refused the key'],
    [{ httpStatus: 429, code: 'rate_limited' }, 'The model endpoint is busy'],
    [{ httpStatus: 503 }, 'The model endpoint failed'],
    [{ httpStatus: 400, code: 'context_length' }, 'The request was longer than the model can read'],
    [{ place: 'timeout', code: 'timeout' }, 'It took too long'],
    [{ code: 'refusal' }, 'The model refused'],
    [{ place: 'plan', code: 'invalid_plan' }, 'The plan was not valid'],
    [{ place: 'engine' }, 'The engine could not go on'],
  ])('%o', (change, title) => {
    expect(failureWords(failure(change)).title).toBe(title);
  });
});

it.each([
  ['files__read_file', { server: 'files', tool: 'read_file' }],
  ['files___odd', { server: 'files', tool: '_odd' }],
  ['write_artifact', null],
])('tells a tool from outside by its name: %s', (name, expected) => {
  expect(outsideTool(name)).toEqual(expected);
});
