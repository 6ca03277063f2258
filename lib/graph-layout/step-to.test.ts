import { describe, expect, it } from 'vitest';
import { layoutGraph } from './layout-graph';
import { type Direction, stepTo } from './step-to';

describe('stepTo', () => {
  //      ┌ b ┐
  // a ───┤   ├── d
  //      └ c ┘
  const layout = layoutGraph([
    { key: 'a', dependsOn: [] },
    { key: 'b', dependsOn: ['a'] },
    { key: 'c', dependsOn: ['a'] },
    { key: 'd', dependsOn: ['b', 'c'] },
  ]);
  it.each<[string | null, Direction, string]>([
    [null, 'next', 'a'],
    ['gone', 'next', 'a'],
    ['a', 'next', 'b'],
    ['b', 'next', 'c'],
    ['c', 'previous', 'b'],
    ['d', 'next', 'd'],
    ['a', 'left', 'a'],
    ['a', 'right', 'b'],
    ['b', 'down', 'c'],
    ['c', 'up', 'b'],
    ['c', 'down', 'c'],
    ['d', 'left', 'b'],
  ])('from %s %s is %s', (key, direction, expected) => {
    expect(stepTo(layout, key, direction)).toBe(expected);
  });
});
