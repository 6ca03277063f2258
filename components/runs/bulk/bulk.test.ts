import { describe, expect, it } from 'vitest';
import { applicable } from './bulk-actions';
import { type BulkProgress, runBulk } from './run-bulk';
import { freshRows, noSelection, toggleRow } from './select-rows';

const shown = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }));
const ids = (selection: { rows: ReadonlyMap<string, unknown> }) => [...selection.rows.keys()].sort().join('');

describe('selecting rows', () => {
  it('takes one, leaves it, and takes a range up or down from the last one', () => {
    let selection = toggleRow(noSelection<{ id: string }>(), shown, 'b', false);
    selection = toggleRow(selection, shown, 'd', true);
    expect(ids(selection)).toBe('bcd');
    selection = toggleRow(selection, shown, 'c', false);
    expect(ids(selection)).toBe('bd');
    selection = toggleRow(selection, shown, 'a', true);
    expect(ids(selection)).toBe('abcd');
  });
  it('a range from a row that is gone is that row alone', () => {
    expect(ids(toggleRow({ rows: new Map(), anchor: 'x' }, shown, 'c', true))).toBe('c');
  });
  it('knows selected rows as they are now', () => {
    const selection = {
      rows: new Map([
        ['a', { id: 'a', n: 1 }],
        ['z', { id: 'z', n: 1 }],
      ]),
      anchor: null,
    };
    expect(freshRows(selection, [{ id: 'a', n: 2 }])).toEqual([
      { id: 'a', n: 2 },
      { id: 'z', n: 1 },
    ]);
  });
});

it('an action is for those it can be for', () => {
  const runs = (['RUNNING', 'PAUSED', 'FAILED'] as const).map((status) => ({ status }));
  expect([applicable('pause', runs).length, applicable('resume', runs).length, applicable('cancel', runs).length]).toEqual([1, 1, 2]);
});

const refusal = (code: string) =>
  Object.assign(new Error(`it was ${code}`), { data: { appError: { code, status: 409, retryAfterSeconds: 2 } } });

describe('doing it to each', () => {
  it('goes on behind a failure, tells of each, and rests when it asks too much', async () => {
    const seen: BulkProgress[] = [];
    const slept: number[] = [];
    let refused = 0;
    const act = async (id: string) => {
      if (id === 'b') throw refusal('conflict');
      if (id === 'c' && refused++ < 2) throw refusal('too_many_requests');
    };
    const end = await runBulk(['a', 'b', 'c', 'd'], {
      act,
      onProgress: (progress) => seen.push(progress),
      signal: new AbortController().signal,
      sleep: async (ms) => slept.push(ms),
    });
    expect(end).toEqual({ total: 4, done: 4, failures: [{ id: 'b', reason: 'it was conflict' }] });
    expect(seen.map(({ done }) => done)).toEqual([0, 1, 2, 3, 4]);
    expect(slept).toEqual([2000, 2000]);
  });
  it('stops between two', async () => {
    const stopping = new AbortController();
    const acted: string[] = [];
    const end = await runBulk(
      Array.from({ length: 50 }, (_, index) => `${index}`),
      {
        act: async (id) => {
          acted.push(id);
          if (acted.length === 10) stopping.abort();
        },
        onProgress: () => {},
        signal: stopping.signal,
        sleep: async () => {},
      },
    );
    expect(end.done).toBeLessThan(15);
    expect(end.total).toBe(50);
  });
});
