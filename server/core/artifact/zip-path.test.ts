import { describe, expect, it } from 'vitest';
import { zipPath } from './zip-path';

const path = (name: string, taskKey: string | null = 'api', version = 1, latest = 1) => zipPath({ taskKey, name, version }, latest);

describe('zipPath', () => {
  it.each([
    ['a plain name', path('report.md'), 'api/report.md'],
    ['an input', path('notes.csv', null), 'inputs/notes.csv'],
    ['folders of a model', path('src/app.ts'), 'api/src/app.ts'],
    ['a way up', path('../../etc/passwd'), 'api/etc/passwd'],
    ['an absolute path', path('/etc/passwd'), 'api/etc/passwd'],
    ['a Windows path', path('C:\\x'), 'api/C__x'],
    ['control characters', path('a\u0007b'), 'api/a_b'],
    ['nothing left', path('..'), 'api/unnamed'],
    ['an older version', path('report.md', 'api', 1, 2), 'older/api/version-1/report.md'],
  ])('%s', (_name, actual, expected) => {
    expect(actual).toBe(expected);
  });
});
