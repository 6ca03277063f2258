import { expect, it } from 'vitest';
import { changedFields } from './changed-fields';

it.each([
  [null, { role: 'viewer' }, [{ path: 'role', before: undefined, after: '"viewer"' }]],
  [{ a: 1, b: 2 }, { a: 1, b: 3 }, [{ path: 'b', before: '2', after: '3' }]],
  [{ a: { b: [1] } }, { a: { b: [2] } }, [{ path: 'a.b', before: '[1]', after: '[2]' }]],
  [{ a: 1 }, null, [{ path: 'a', before: '1', after: undefined }]],
  [null, null, []],
  ['x', 'y', [{ path: '', before: '"x"', after: '"y"' }]],
])('%j → %j', (before, after, fields) => expect(changedFields(before, after)).toEqual(fields));
