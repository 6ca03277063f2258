import type { EventView } from '@/lib/contracts/event';

/** A stretch of a run's log without gaps, oldest first: seq `firstSeq` to `lastSeq`. Empty: `firstSeq` is `lastSeq + 1`. */
export interface EventLog {
  items: readonly EventView[];
  firstSeq: number;
  lastSeq: number;
}

export function emptyLog(lastSeq: number): EventLog {
  return { items: [], firstSeq: lastSeq + 1, lastSeq };
}

/** Adds what follows. Events already there are dropped; events beyond a gap start the log anew. */
export function appendEvents(log: EventLog, events: readonly EventView[]): EventLog {
  const fresh = events.filter((event) => event.seq > log.lastSeq);
  const first = fresh[0];
  const last = fresh.at(-1);
  if (!first || !last) return log;
  if (first.seq !== log.lastSeq + 1) return { items: fresh, firstSeq: first.seq, lastSeq: last.seq };
  return { items: [...log.items, ...fresh], firstSeq: log.firstSeq, lastSeq: last.seq };
}

/** Adds an older page, which must end right before the log's first event. Otherwise the log stays as it is. */
export function prependEvents(log: EventLog, events: readonly EventView[]): EventLog {
  const older = events.filter((event) => event.seq < log.firstSeq);
  if (older.length === 0 || older.at(-1)?.seq !== log.firstSeq - 1) return log;
  return { items: [...older, ...log.items], firstSeq: older[0]?.seq ?? log.firstSeq, lastSeq: log.lastSeq };
}
