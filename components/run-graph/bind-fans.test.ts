import { describe, expect, it } from 'vitest';
import { createBinder } from './bind-fans';

const fans = (count: number) => Array.from({ length: count }, (_, index) => ({ from: `n${index}`, path: `M${index}` }));
const changed = (before: ReadonlyMap<number, unknown>, after: ReadonlyMap<number, unknown>) =>
  [...new Set([...before.keys(), ...after.keys()])].filter((id) => before.get(id) !== after.get(id));

describe('binding fans', () => {
  it('holds each of them once', () => {
    const sheaves = createBinder()(fans(1_000));
    expect([...sheaves.values()].flat()).toEqual(fans(1_000));
    expect(sheaves.size).toBeGreaterThan(10);
  });

  it.each([
    ['one more', (list: ReturnType<typeof fans>) => [...list, { from: 'new', path: 'M' }]],
    ['one less', (list: ReturnType<typeof fans>) => list.toSpliced(500, 1)],
    ['another path', (list: ReturnType<typeof fans>) => list.with(500, { from: 'n500', path: 'other' })],
  ])('%s makes one other sheaf', (_, edit) => {
    const bind = createBinder();
    const before = bind(fans(1_000));
    const after = bind(edit(fans(1_000)));
    expect([...after.values()].flat()).toEqual(edit(fans(1_000)));
    expect(changed(before, after)).toHaveLength(1);
  });

  it('is the same for the same fans', () => {
    const bind = createBinder();
    expect(changed(bind(fans(100)), bind(fans(100)))).toEqual([]);
  });
});
