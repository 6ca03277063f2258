import { describe, expect, it } from 'vitest';
import type { EditOperationInput } from '@/lib/contracts/edit';
import { edited, graphOf, NO_OPTIONS, wordsOf } from '@/test/graph-edit/editable';
import { rebase } from './rebase';

const task = (key: string, dependsOn: string[] = []) => ({ key, dependsOn, role: 'tech_lead' as const, prompt: 'Do it.' });
const add = (key: string, dependsOn: string[] = []): EditOperationInput => ({ op: 'addTask', task: task(key, dependsOn) });
const remove = (key: string): EditOperationInput => ({ op: 'removeTask', key });
const join = (from: string, to: string): EditOperationInput => ({ op: 'addDependency', from, to });
const cut = (from: string, to: string): EditOperationInput => ({ op: 'removeDependency', from, to });
const update = (key: string, changes: object): EditOperationInput => ({ op: 'updateTask', key, changes });

const base = graphOf('a b(a) c(b) d(c)');

describe('my operations on what others made of the graph', () => {
  it.each<[string, EditOperationInput[], EditOperationInput[], { left: number; already?: number[]; clashes?: [number, string][] }]>([
    ['apply where nothing clashes', [add('x', ['a'])], [add('y', ['b']), update('b', { title: 'B' })], { left: 2 }],
    ['apply beside changes of other fields', [update('b', { title: 'B' })], [update('b', { prompt: 'New' })], { left: 1 }],
    [
      'clash where both changed a field',
      [update('b', { prompt: 'Theirs' })],
      [update('b', { prompt: 'Mine' })],
      { left: 0, clashes: [[0, '"b" was changed since: prompt']] },
    ],
    [
      'are done where both changed it to the same',
      [update('b', { prompt: 'Same' })],
      [update('b', { prompt: 'Same' })],
      { left: 0, already: [0] },
    ],
    ['are done where both removed a task', [remove('c')], [remove('c')], { left: 0, already: [0] }],
    ['are done where both drew an edge', [join('a', 'd')], [join('a', 'd')], { left: 0, already: [0] }],
    ['are done where both cut an edge', [cut('c', 'd')], [cut('c', 'd')], { left: 0, already: [0] }],
    [
      'clash where the task is gone',
      [remove('b')],
      [update('b', { title: 'B' }), join('a', 'c')],
      { left: 0, already: [1], clashes: [[0, '"b" was removed since']] },
    ],
    [
      'clash where what I remove was changed',
      [update('c', { title: 'C' })],
      [remove('c')],
      { left: 0, clashes: [[0, '"c" was changed since: title']] },
    ],
    [
      'clash where the key is given to another',
      [add('x')],
      [add('x'), join('a', 'd')],
      { left: 1, clashes: [[0, 'the key "x" was given to another task since']] },
    ],
    [
      'clash with what builds on what clashes',
      [remove('b')],
      [add('x', ['b']), add('y', ['x']), add('z')],
      {
        left: 1,
        clashes: [
          [0, '"b" was removed since'],
          [1, 'it builds on "x", which clashes'],
        ],
      },
    ],
    [
      'clash where both together close a cycle',
      [cut('a', 'b'), join('d', 'a')],
      [join('a', 'd')],
      { left: 0, clashes: [[0, 'these tasks would wait for each other: a → d → a']] },
    ],
  ])('%s', (_, theirs, mine, expected) => {
    const rebased = rebase({ base, theirs: edited(base, theirs).graph, mine, options: NO_OPTIONS });
    expect(rebased.operations).toHaveLength(expected.left);
    expect(rebased.already).toEqual(expected.already ?? []);
    expect(rebased.clashes.map(({ index, reason }) => [index, reason])).toEqual(expected.clashes ?? []);
  });

  it('answers with what they make of it', () => {
    const rebased = rebase({ base, theirs: edited(base, [remove('b')]).graph, mine: [add('x', ['a']), remove('b')], options: NO_OPTIONS });
    expect(rebased.result && wordsOf(rebased.result.graph)).toBe('a c(a) d(c) x(a)');
  });

  it('clashes with what has begun meanwhile', () => {
    const theirs = graphOf('a:RUNNING b(a) c(b) d(c)');
    const rebased = rebase({
      base,
      theirs,
      mine: [remove('a'), update('b', { title: 'B' })],
      options: { ...NO_OPTIONS, cancelRunning: ['gone'] },
    });
    expect(rebased.clashes).toMatchObject([{ index: 0, keys: ['a'], reason: expect.stringContaining('is running') }]);
    expect(rebased.operations).toHaveLength(1);
  });
});
