import { describe, expect, test } from 'vitest';
import { unstorableFault, unstorableIssues } from './unstorable';

describe('what the database cannot store', () => {
  test.each(['a\u0000b', '\ud800', 'x\udfffy', '\ude00\ud83d'])('%j is refused', (value) => {
    expect(unstorableFault(value)).toMatch(/NUL|surrogate/);
  });

  test.each(['', 'plain', 'Zürich 🚂', '\ud83d\ude00', '\ufffd\u0001'])('%j is not', (value) => {
    expect(unstorableFault(value)).toBeNull();
  });

  test('every string of a value is looked at and told by its path', () => {
    const value = { goal: '\ud800', tasks: [{ outputs: { description: 'a\u0000' } }], fine: [1, null, true, '🚂'], deep: { '\ud800': 1 } };
    expect(unstorableIssues(value)).toEqual([
      { path: 'goal', message: 'must not contain half of a surrogate pair' },
      { path: 'tasks.0.outputs.description', message: 'must not contain a NUL character' },
      { path: 'deep', message: 'has a field whose name must not contain half of a surrogate pair' },
    ]);
  });

  test.each([200, 5_000, 500_000])('%i levels are too deep', (levels) => {
    const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}1${']'.repeat(depth)}`);
    expect(unstorableIssues({ context: { a: nested(levels) } })).toEqual([
      { path: 'context.a', message: 'is nested more than 200 levels deep' },
    ]);
    expect(unstorableIssues({ context: { a: nested(190) } })).toEqual([]);
  });
});
