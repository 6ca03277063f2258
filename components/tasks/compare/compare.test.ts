import { diffLines } from 'diff';
import { describe, expect, it } from 'vitest';
import type { TaskDetail, TurnView } from '@/lib/contracts/task';
import { describeAttempt, parseAttempts } from './describe-attempt';
import { foldSame, pairLines } from './pair-lines';

const sides = (left: string, right: string) => pairLines(diffLines(left, right)).map((row) => `${row.left ?? '·'}|${row.right ?? '·'}`);

describe('pairLines', () => {
  it.each<[string, string, string, string[]]>([
    ['the same', 'a\nb', 'a\nb', ['a|a', 'b|b']],
    ['a line in place of another', 'a\nb\nc\n', 'a\nx\nc\n', ['a|a', 'b|x', 'c|c']],
    ['two for one', 'a\nb\n', 'x\ny\nb\n', ['a|x', '·|y', 'b|b']],
    ['one gone', 'a\nb\n', 'b\n', ['a|·', 'b|b']],
    ['empty lines stay', 'a\n\n\nb\n', 'a\n\nb\n', ['a|a', '|', '|·', 'b|b']],
  ])('%s', (_, left, right, rows) => {
    expect(sides(left, right)).toEqual(rows);
  });
  it('loses no line of either side', () => {
    const left = Array.from({ length: 90 }, (_, i) => `line ${i % 7}`).join('\n');
    const right = Array.from({ length: 80 }, (_, i) => `line ${i % 5}`).join('\n');
    const rows = pairLines(diffLines(left, right));
    expect(rows.flatMap((row) => (row.left === null ? [] : [row.left])).join('\n')).toBe(left);
    expect(rows.flatMap((row) => (row.right === null ? [] : [row.right])).join('\n')).toBe(right);
  });
});

it('foldSame keeps what is near a change', () => {
  const same = (text: string) => ({ kind: 'same' as const, left: text, right: text });
  const rows = [...'abcdefgh'].map(same);
  const changed = { kind: 'changed' as const, left: 'x', right: 'y' };
  expect(foldSame([...rows, changed, same('z')], 2)).toEqual([6, same('g'), same('h'), changed, same('z')]);
  expect(foldSame(rows)).toEqual([8]);
});

describe('describeAttempt', () => {
  const usage = (attempt: number, conversation: number, costUsd: number) => ({
    attempt,
    conversation,
    turn: 1,
    model: 'm',
    inputTokens: 10,
    outputTokens: 1,
    costUsd,
    priced: true,
  });
  const task = {
    attemptList: [{ attempt: 1, finishedAt: '2026-11-22T10:01:00.000Z', outcome: 'failed' }],
    turnUsage: [usage(2, 2, 0.5), usage(2, 2, 0.25)],
    conversations: [
      { conversation: 1, user: 'first', createdAt: '2026-11-22T10:00:00.000Z' },
      { conversation: 2, user: 'second', createdAt: '2026-11-22T10:02:00.000Z' },
    ],
  } as unknown as TaskDetail;
  it('an attempt without a turn had the request of its time', () => {
    expect(describeAttempt(task, 1, [])).toMatchObject({
      request: 'first',
      answer: '',
      turns: 0,
      costUsd: 0,
      ended: { outcome: 'failed' },
    });
  });
  it('adds up what it cost and called', () => {
    const call = (name: string, status: string) => ({ name, status });
    const turns = [
      { text: 'One', toolCalls: [call('read', 'succeeded'), call('read', 'failed')] },
      { text: '', refusal: 'No', toolCalls: [call('finish', 'succeeded')] },
    ] as unknown as TurnView[];
    expect(describeAttempt(task, 2, turns)).toMatchObject({
      request: 'second',
      answer: 'One\n\nNo',
      turns: 2,
      costUsd: 0.75,
      tools: [
        { name: 'read', count: 2, failed: 1 },
        { name: 'finish', count: 1, failed: 0 },
      ],
      ended: null,
    });
  });
});

it.each<[string | null, [number, number] | null]>([
  ['1~2', [1, 2]],
  ['2~1', [2, 1]],
  ['1~1', null],
  ['1~9', null],
  ['x', null],
  [null, null],
])('parseAttempts(%s)', (text, expected) => {
  expect(parseAttempts(text, [1, 2, 3])).toEqual(expected);
});
