import type { TaskStatus } from '@/lib/contracts/task';
import { graphAt, type Row, statusAt, type TimelineModel } from './timeline-model';

export interface PastSummary {
  /** In the graph of then. */
  total: number;
  counts: Partial<Record<TaskStatus, number>>;
  spentUsd: number;
  version: number;
  /** Done now, and not then: what a rewind gives up. */
  undone: readonly Row[];
  undoneUsd: number;
  /** What is left to do from there. */
  rest: readonly Row[];
  /** Had begun by now, cannot be undone, and would run again. */
  irreversible: readonly Row[];
}

const DONE: ReadonlySet<TaskStatus | null> = new Set<TaskStatus>(['SUCCEEDED', 'SKIPPED']);
const MICRO = 1_000_000;

/** How a run stood behind `seq`, and what going back there would mean. */
export function pastSummary(model: TimelineModel, seq: number): PastSummary {
  const counts: Partial<Record<TaskStatus, number>> = {};
  const undone: Row[] = [];
  const rest: Row[] = [];
  const irreversible: Row[] = [];
  let total = 0;
  for (const row of model.rows) {
    const then = statusAt(row, seq);
    const now = statusAt(row, model.lastSeq);
    if (then !== null) {
      total++;
      counts[then] = (counts[then] ?? 0) + 1;
    }
    if (!DONE.has(then) && now === 'SUCCEEDED') undone.push(row);
    if (then === null || DONE.has(then)) continue;
    rest.push(row);
    if (row.irreversible && row.steps.some((step) => step.attempt > 0)) irreversible.push(row);
  }
  return {
    total,
    counts,
    spentUsd: (model.spent[seq - 1] ?? 0) / MICRO,
    version: graphAt(model, seq).version,
    undone,
    undoneUsd: spentSince(model, seq, undone) / MICRO,
    rest,
    irreversible,
  };
}

/** What some tasks cost behind an event, in micro-dollars. */
function spentSince({ spent, eventRows, lastSeq }: TimelineModel, seq: number, rows: readonly Row[]): number {
  const wanted = new Set(rows.map((row) => row.index));
  let sum = 0;
  for (let at = seq; at < lastSeq; at++) if (wanted.has(eventRows[at] ?? -1)) sum += (spent[at] ?? 0) - (spent[at - 1] ?? 0);
  return sum;
}
