import type { EditableTask } from '@/lib/contracts/edit';
import { priorOf } from './prior';

/** What one task is expected to come to. */
export interface Expected {
  costUsd: number;
  seconds: number;
}

/** What finished tasks of this installation came to, all of one role, tier and kind together. */
export interface MeanRow extends Expected {
  role: string;
  tier: string;
  kind: string;
  /** How many there were; the figures are of one of them. */
  count: number;
}

type Like = Pick<EditableTask, 'role' | 'tier' | 'kind'>;
/** `measured`: by like tasks of this installation; else the prior. Null: it costs nothing, by what it is. */
export type Expectation = Expected & { measured: boolean | null };

/** Answers for every task of a graph, from means that were read once. */
export function expectationsFrom(rows: readonly MeanRow[]): (task: Like & Pick<EditableTask, 'gate'>) => Expectation {
  const means = new Map<string, MeanRow>();
  for (const row of rows) for (const name of namesOf(row)) means.set(name, together(means.get(name), row));
  // By role, tier and kind one after the other: to put a name together for every task would take longer than all the rest.
  const known = new Map<string, Map<string, Map<string, Expectation>>>();
  return (task) => {
    if (asksNobody(task)) return FREE;
    const ofRole = within(known, task.kind, task.role);
    const answered = ofRole.get(task.tier);
    if (answered) return answered;
    const mean = namesOf(task).flatMap((name) => means.get(name) ?? [])[0];
    const expectation = mean
      ? { costUsd: mean.costUsd, seconds: mean.seconds, measured: true }
      : { ...priorOf(task.role, task.tier), measured: false };
    ofRole.set(task.tier, expectation);
    return expectation;
  };
}

const FREE: Expectation = { costUsd: 0, seconds: 0, measured: null };

/** A condition is evaluated, and a person is not paid for here: neither asks a model. How long a person takes, nobody knows. */
function asksNobody({ kind, gate }: Pick<EditableTask, 'kind' | 'gate'>): boolean {
  return kind === 'branch' || (kind === 'gate' && (gate?.type === 'expression' || gate?.type === 'human'));
}

function within<T>(outer: Map<string, Map<string, Map<string, T>>>, kind: string, role: string): Map<string, T> {
  const middle = outer.get(kind) ?? new Map<string, Map<string, T>>();
  const inner = middle.get(role) ?? new Map<string, T>();
  outer.set(kind, middle.set(role, inner));
  return inner;
}

/** The likest first. */
function namesOf({ role, tier, kind }: { role: string; tier: string; kind: string }): string[] {
  return [`${kind} ${role} ${tier}`, `${kind} ${role}`, kind];
}

function together(sum: MeanRow | undefined, row: MeanRow): MeanRow {
  if (!sum) return row;
  const count = sum.count + row.count;
  const mean = (of: (one: MeanRow) => number) => (of(sum) * sum.count + of(row) * row.count) / count;
  return { ...row, count, costUsd: mean((one) => one.costUsd), seconds: mean((one) => one.seconds) };
}
