import type { TimelineAnswer } from '@/lib/contracts/timeline';
import type { TimelineFold } from './timeline-fold';

/** How a task of the timeline is called; of one that an edit took away, what it was called last. */
export interface RowName {
  title: string;
  phase: string | null;
  role: string;
  irreversible: boolean;
}

/** Rows that joined behind `after`: whose names an answer needs. */
export function newRows({ keys, edges }: TimelineFold, after: number): { row: number; key: string }[] {
  const seen = new Set<number>();
  const fresh = new Set<number>();
  for (const { seq, row } of edges) {
    if (seq > after && !seen.has(row)) fresh.add(row);
    seen.add(row);
  }
  return [...fresh].map((row) => ({ row, key: keys[row] ?? '' }));
}

/** What a timeline says behind `after`, as lists of numbers. */
export function timelineAnswer(
  runId: string,
  fold: TimelineFold,
  after: number,
  nameOf: (key: string) => RowName | undefined,
): TimelineAnswer {
  const words: string[] = [];
  const placeOf = new Map<string, number>();
  const word = (text: string | null): number => {
    if (text === null) return -1;
    const known = placeOf.get(text);
    if (known !== undefined) return known;
    placeOf.set(text, words.length);
    words.push(text);
    return words.length - 1;
  };
  const events: number[] = [];
  const afterMs = fold.atMs[after - 1] ?? 0;
  for (let index = after, last = afterMs; index < fold.lastSeq; index++) {
    const ms = fold.atMs[index] ?? last;
    events.push(ms - last, word(fold.types[index] ?? null), fold.eventRows[index] ?? -1, fold.micros[index] ?? 0);
    last = ms;
  }
  const steps: number[] = [];
  for (const step of since(fold.steps, after)) steps.push(step.seq, step.row, step.status, step.attempt, word(step.why), word(step.fault));
  const blank: RowName = { title: '', phase: null, role: '', irreversible: false };
  const tasks = newRows(fold, after).map(({ row, key }) => {
    const name = nameOf(key) ?? blank;
    return { index: row, key, ...name, title: name.title || key };
  });
  return {
    runId,
    after,
    lastSeq: fold.lastSeq,
    startedAt: fold.lastSeq > 0 ? new Date(fold.startMs).toISOString() : null,
    afterMs,
    tasks,
    events,
    steps,
    edges: since(fold.edges, after).map(({ seq, row, behind }) => [seq, row, ...behind]),
    versions: since(fold.versions, after).map(({ seq, version }) => [seq, version]),
    marks: since(fold.marks, after).map(({ seq, note }) => [seq, word(note)]),
    words,
  };
}

/** The end of a list in the order of seq. */
function since<T extends { seq: number }>(list: readonly T[], after: number): readonly T[] {
  let first = list.length;
  while (first > 0 && (list[first - 1]?.seq ?? 0) > after) first--;
  return list.slice(first);
}
