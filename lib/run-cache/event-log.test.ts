import { describe, expect, it } from 'vitest';
import type { EventView } from '@/lib/contracts/event';
import { appendEvents, emptyLog, prependEvents } from './event-log';

const events = (...seqs: number[]): EventView[] =>
  seqs.map((seq) => ({ seq, type: 'run.resumed', at: '2026-11-22T10:00:00.000Z', actor: 'engine', data: {} }));
const seqs = (log: { items: readonly EventView[] }) => log.items.map((event) => event.seq);

describe('the log in the browser', () => {
  it('grows at both ends without gaps or repeats', () => {
    let log = emptyLog(5);
    log = appendEvents(log, events(4, 5, 6, 7));
    log = appendEvents(log, events(7, 8));
    log = prependEvents(log, events(3, 4, 5, 6));
    expect(seqs(log)).toEqual([3, 4, 5, 6, 7, 8]);
    expect(log).toMatchObject({ firstSeq: 3, lastSeq: 8 });
  });

  it('starts anew beyond a gap', () => {
    const log = appendEvents(appendEvents(emptyLog(0), events(1, 2)), events(9, 10));
    expect(seqs(log)).toEqual([9, 10]);
  });

  it('refuses an older page that does not join', () => {
    const log = appendEvents(emptyLog(8), events(9));
    expect(prependEvents(log, events(2, 3))).toBe(log);
  });
});
