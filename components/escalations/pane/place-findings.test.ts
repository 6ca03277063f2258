import { describe, expect, it } from 'vitest';
import type { Finding } from '@/lib/contracts/task';
import { firstToShow, linesAround, placeFindings } from './place-findings';

const found = (place: string | null, message = 'bad'): Finding => ({ severity: 'major', message, place, suggestion: null });
const text = ['# Tides', 'export function open() {', '  const token = secret', '  return token', '}'].join('\n');
const at = (place: string | null, message?: string) =>
  placeFindings(text, 'tide-api.ts', [found(place, message)]).marks.map(({ from, to }) => [from, to]);

describe('a finding stands beside what it is about', () => {
  it.each<[string | null, string | undefined, number[][]]>([
    ['tide-api.ts:3', undefined, [[3, 3]]],
    ['src/tide-api.ts:3-4', undefined, [[3, 4]]],
    ['line 4', undefined, [[4, 4]]],
    ['lines 2 to 99', undefined, [[2, 5]]],
    ['L2', undefined, [[2, 2]]],
    ['5', undefined, [[5, 5]]],
    ['Tides', undefined, [[1, 1]]],
    ['`const token = secret`', undefined, [[3, 3]]],
    [null, 'Do not `return token` here', [[4, 4]]],
    ['tide-api.ts:900', undefined, []],
    ['other.ts:3', undefined, []],
    ['section 4.2', undefined, []],
    [null, undefined, []],
  ])('%s, "%s"', (place, message, expected) => expect(at(place, message)).toEqual(expected));

  it('keeps what has no place here', () => {
    expect(placeFindings(text, 'tide-api.ts', [found('other.ts:3')]).elsewhere).toHaveLength(1);
  });

  it('shows the artifact that a finding names', () => {
    const artifacts = [
      { id: '1', name: 'notes.md' },
      { id: '2', name: 'src/tide-api.ts' },
    ];
    expect(firstToShow(artifacts, [found('tide-api.ts:3')])?.id).toBe('2');
    expect(firstToShow(artifacts, [found(null)])?.id).toBe('1');
    expect(firstToShow([], [])).toBeNull();
  });
});

it('leaves out what is far from every mark, but never a single line', () => {
  const mark = { from: 10, to: 11, severity: 'major' as const, message: '', suggestion: null };
  expect(linesAround(20, [mark], 2)).toEqual([
    { hidden: 7, from: 1 },
    ...[8, 9, 10, 11, 12, 13].map((line) => ({ line })),
    { hidden: 7, from: 14 },
  ]);
  expect(linesAround(4, [{ ...mark, from: 1, to: 1 }], 2)).toEqual([1, 2, 3, 4].map((line) => ({ line })));
});
