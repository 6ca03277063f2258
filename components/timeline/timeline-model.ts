import type { TaskStatus } from '@/lib/contracts/task';
import type { TimelineAnswer } from '@/lib/contracts/timeline';

/** A task stands so from here until its next step. `status` null: it is not in the graph. */
export interface Step {
  seq: number;
  atMs: number;
  status: TaskStatus | null;
  attempt: number;
  /** What it waits for, or what interrupted it. */
  why: string | null;
  fault: string | null;
}

export interface Row {
  index: number;
  key: string;
  title: string;
  phase: string | null;
  role: string;
  irreversible: boolean;
  steps: readonly Step[];
  /** What it waits for, from a seq on; the first is when it joined. */
  edges: readonly { seq: number; behind: readonly number[] }[];
}

export interface Mark {
  seq: number;
  atMs: number;
  type: string;
  note: string | null;
}

/** A run over time. Event n has place n - 1 in the lists; times are ms since the start and never go back. */
export interface TimelineModel {
  startMs: number;
  lastSeq: number;
  atMs: readonly number[];
  types: readonly string[];
  eventRows: readonly number[];
  /** Micro-dollars spent so far, event by event. */
  spent: readonly number[];
  rows: readonly Row[];
  versions: readonly { seq: number; version: number }[];
  marks: readonly Mark[];
}

/** In the order of the contract's statuses. By hand: the contract brings its validator along. */
const STATUSES: readonly TaskStatus[] = ['PENDING', 'READY', 'RUNNING', 'WAITING', 'SUCCEEDED', 'FAILED', 'SKIPPED', 'CANCELLED'];

const EMPTY: TimelineModel = { startMs: 0, lastSeq: 0, atMs: [], types: [], eventRows: [], spent: [], rows: [], versions: [], marks: [] };

/** Puts an answer behind what is known. Rows that nothing happened to keep their identity. */
export function extendModel(known: TimelineModel | null, answer: TimelineAnswer): TimelineModel {
  const before = known ?? EMPTY;
  const wordAt = (index: number | undefined): string | null => (index === undefined || index < 0 ? null : (answer.words[index] ?? null));
  const atMs = [...before.atMs];
  const types = [...before.types];
  const eventRows = [...before.eventRows];
  const spent = [...before.spent];
  const { events } = answer;
  for (let at = 0, ms = answer.afterMs, sum = spent.at(-1) ?? 0; at < events.length; at += 4) {
    ms += events[at] ?? 0;
    sum += events[at + 3] ?? 0;
    atMs.push(Math.max(ms, atMs.at(-1) ?? 0));
    types.push(wordAt(events[at + 1]) ?? '');
    eventRows.push(events[at + 2] ?? -1);
    spent.push(sum);
  }
  const timeOf = (seq: number) => atMs[seq - 1] ?? 0;
  const rows = [...before.rows];
  for (const task of answer.tasks) rows[task.index] = { ...task, steps: [], edges: [] };
  const fresh = new Map<number, { steps: Step[]; edges: { seq: number; behind: number[] }[] }>();
  const freshOf = (row: number) => {
    const known = fresh.get(row) ?? { steps: [], edges: [] };
    fresh.set(row, known);
    return known;
  };
  for (const [seq = 0, row = 0, ...behind] of answer.edges) freshOf(row).edges.push({ seq, behind });
  const { steps } = answer;
  for (let at = 0; at < steps.length; at += 6) {
    const [seq = 0, row = 0, status = -1, attempt = 0, why, fault] = steps.slice(at, at + 6);
    freshOf(row).steps.push({ seq, atMs: timeOf(seq), status: STATUSES[status] ?? null, attempt, why: wordAt(why), fault: wordAt(fault) });
  }
  for (const [index, more] of fresh) {
    const row = rows[index];
    if (row) rows[index] = { ...row, steps: [...row.steps, ...more.steps], edges: [...row.edges, ...more.edges] };
  }
  return {
    startMs: answer.startedAt === null ? before.startMs : Date.parse(answer.startedAt),
    lastSeq: answer.lastSeq,
    atMs,
    types,
    eventRows,
    spent,
    rows,
    versions: [...before.versions, ...answer.versions.map(([seq = 0, version = 0]) => ({ seq, version }))],
    marks: [
      ...before.marks,
      ...answer.marks.map(([seq = 0, note]) => ({ seq, atMs: timeOf(seq), type: types[seq - 1] ?? '', note: wordAt(note) })),
    ],
  };
}

/** The step that holds behind event `seq`; undefined before the first. */
export function stepAt(row: Row, seq: number): Step | undefined {
  let [low, high] = [0, row.steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((row.steps[middle]?.seq ?? 0) <= seq) low = middle + 1;
    else high = middle;
  }
  return row.steps[low - 1];
}

/** Null where the task is not in the graph then. */
export function statusAt(row: Row, seq: number): TaskStatus | null {
  const step = stepAt(row, seq);
  if (step) return step.status;
  return (row.edges[0]?.seq ?? Number.POSITIVE_INFINITY) <= seq ? 'PENDING' : null;
}

/** The last event at or before a moment; the first where there is none. */
export function seqAtMs({ atMs }: TimelineModel, ms: number): number {
  let [low, high] = [0, atMs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((atMs[middle] ?? 0) <= ms) low = middle + 1;
    else high = middle;
  }
  return Math.max(1, low);
}

export const msAtSeq = ({ atMs }: TimelineModel, seq: number): number => atMs[seq - 1] ?? 0;

const valueAt = <T extends { seq: number }>(list: readonly T[], seq: number): T | undefined => list.findLast((each) => each.seq <= seq);

/** Version and the seq from which it holds. */
export const graphAt = ({ versions }: TimelineModel, seq: number) => valueAt(versions, seq) ?? { seq: 0, version: 0 };

/** The tasks in the graph of then, with what each waited for. */
export function tasksAt({ rows }: TimelineModel, seq: number): { row: Row; status: TaskStatus; dependsOn: string[] }[] {
  return rows.flatMap((row) => {
    const status = statusAt(row, seq);
    if (status === null) return [];
    const behind = valueAt(row.edges, seq)?.behind ?? [];
    return [{ row, status, dependsOn: behind.flatMap((index) => rows[index]?.key ?? []) }];
  });
}
