import { describe, expect, it } from 'vitest';
import type { ArtifactSummary } from '@/lib/contracts/artifact';
import { artifactKind } from './artifact-kind';
import { groupArtifacts } from './group-artifacts';
import { parseCsv } from './parse-csv';

describe('artifactKind', () => {
  it.each([
    ['README.md', 'document', '# x', { view: 'markdown' }],
    ['api.ts', 'code', 'x', { view: 'code', language: 'typescript' }],
    ['api.PY', 'code', 'x', { view: 'code', language: 'python' }],
    ['data.json', 'data', '{"a":1}', { view: 'json' }],
    ['broken.json', 'data', '{"a":', { view: 'text' }],
    ['tides.csv', 'data', 'a,b', { view: 'csv' }],
    ['notes.txt', 'document', '# not a title', { view: 'text' }],
    ['requirements', 'requirements', 'The service must…', { view: 'markdown' }],
    ['plan', 'data', '[1, 2]', { view: 'json' }],
    ['result', 'code', 'just words', { view: 'text' }],
    ['result', 'code', 'Here:\n```ts\nx\n```', { view: 'markdown' }],
    ['Dockerfile', 'code', 'FROM node', { view: 'code', language: 'docker' }],
  ])('%s of type %s', (name, type, content, expected) => {
    expect(artifactKind(name, type, content)).toEqual(expected);
  });
});

describe('parseCsv', () => {
  it.each<[string, string, string[][]]>([
    [
      'plain',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'windows lines, no last one',
      'a,b\r\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['quotes, separators and lines inside', '"a, ""x""","b\nc"\n', [['a, "x"', 'b\nc']]],
    [
      'tabs',
      'a\tb\n1\t2,5',
      [
        ['a', 'b'],
        ['1', '2,5'],
      ],
    ],
    ['empty cells', 'a,,\n', [['a', '', '']]],
    ['nothing', '', []],
  ])('%s', (_, text, rows) => {
    expect(parseCsv(text, 100)).toEqual({ rows, cut: false });
  });

  it('says when it stopped early', () => {
    expect(parseCsv('a\nb\nc\n', 2)).toEqual({ rows: [['a'], ['b']], cut: true });
    expect(parseCsv('a\nb\n', 2).cut).toBe(false);
  });
});

describe('groupArtifacts', () => {
  const artifact = (taskKey: string | null, name: string, version: number) => ({ taskKey, name, version }) as ArtifactSummary;
  it('puts inputs first, tasks in their order, versions newest first', () => {
    const groups = groupArtifacts(
      [
        artifact('b', 'z.md', 1),
        artifact('a', 'x.ts', 1),
        artifact(null, 'tides.csv', 1),
        artifact('a', 'x.ts', 2),
        artifact('b', 'a.md', 1),
      ],
      [
        { key: 'a', title: 'Tide API' },
        { key: 'b', title: 'Report' },
      ],
    );
    expect(
      groups.map((group) => [group.title, group.entries.map((entry) => entry.versions.map((each) => `${each.name} ${each.version}`))]),
    ).toEqual([
      ['Inputs', [['tides.csv 1']]],
      ['Tide API', [['x.ts 2', 'x.ts 1']]],
      ['Report', [['a.md 1'], ['z.md 1']]],
    ]);
  });
});
