import { describe, expect, it, vi } from 'vitest';
import { keepBriefly } from './keep-briefly';

describe('keepBriefly', () => {
  it('works once for all who ask meanwhile, and again when the answer is old', async () => {
    let nowMs = 0;
    const keep = keepBriefly<number>(500, () => nowMs);
    const work = vi.fn(async () => work.mock.calls.length);
    expect(await Promise.all([keep('a', work), keep('a', work)])).toEqual([1, 1]);
    nowMs = 499;
    expect(await keep('a', work)).toBe(1);
    expect(await keep('b', work)).toBe(2);
    nowMs = 501;
    expect(await keep('a', work)).toBe(3);
  });

  it('keeps no failure', async () => {
    const keep = keepBriefly<string>(500, () => 0);
    await expect(keep('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await keep('a', async () => 'back')).toBe('back');
  });
});
