import type { EditableGraph, EditableTask, EditOperationInput } from '@/lib/contracts/edit';
import { applyEdit } from './apply-edit';
import { fieldWords } from './edit-words';
import { keysAt } from './operations/handler';
import { changedFields, sameValue } from './spec-fields';
import type { EditOptions, EditResult } from './types';

/** One of my operations that does not fit what the graph is now. */
export interface Clash {
  /** Among mine. */
  index: number;
  operation: EditOperationInput;
  reason: string;
  /** The tasks that it is about, to be shown. */
  keys: string[];
}

export interface Rebased {
  /** What is left to apply to their graph, in my order. */
  operations: EditOperationInput[];
  clashes: Clash[];
  /** Places among mine of what they have done as well. */
  already: number[];
  /** Of `operations` on their graph; null where nothing is left to apply. */
  result: EditResult | null;
}

export interface RebaseInput {
  /** The graph that mine were made on. */
  base: EditableGraph;
  theirs: EditableGraph;
  mine: readonly EditOperationInput[];
  options: EditOptions;
}

type Tasks = ReadonlyMap<string, EditableTask>;
type Fit = 'fits' | 'already' | { clash: string };
interface Candidate {
  index: number;
  operation: EditOperationInput;
}

/** Which of my operations still mean the same on the graph as others have made it. Neither side's word is overwritten silently. */
export function rebase({ base, theirs, mine, options }: RebaseInput): Rebased {
  const sides = { base: byKey(base), theirs: byKey(theirs) };
  const clashes: Clash[] = [];
  const already: number[] = [];
  let left: Candidate[] = [];
  for (const [index, operation] of mine.entries()) {
    const fit = fitOf(operation, sides.base, sides.theirs);
    if (fit === 'fits') left.push({ index, operation });
    else if (fit === 'already') already.push(index);
    else clashes.push({ index, operation, reason: fit.clash, keys: keysOf(operation) });
  }
  const allowed = { ...options, cancelRunning: options.cancelRunning.filter((key) => sides.theirs.has(key)) };
  for (;;) {
    const operations = left.map(({ operation }) => operation);
    const outcome = applyEdit(theirs, operations, allowed);
    if (outcome.ok || left.length === 0) {
      clashes.sort((a, b) => a.index - b.index);
      return { operations, clashes, already, result: outcome.ok && operations.length > 0 ? outcome.result : null };
    }
    const [issue] = outcome.issues;
    const place = Number(issue?.path.split('.')[1] ?? Number.NaN);
    const failed = left[place] ?? left.at(-1);
    if (!failed) return { operations: [], clashes, already, result: null };
    clashes.push(clashOf(failed, issue?.message ?? 'it cannot be carried out any more', sides, clashes));
    left = left.filter((candidate) => candidate !== failed);
  }
}

const byKey = (graph: EditableGraph): Tasks => new Map(graph.tasks.map((task) => [task.key, task]));

function fitOf(operation: EditOperationInput, base: Tasks, theirs: Tasks): Fit {
  switch (operation.op) {
    case 'updateTask':
      return fitOfUpdate(operation.changes, base.get(operation.key), theirs.get(operation.key));
    case 'removeTask': {
      const [before, now] = [base.get(operation.key), theirs.get(operation.key)];
      if (before && !now) return 'already';
      const changed = before && now ? changedFields(before, now) : [];
      return changed.length > 0 ? { clash: `"${operation.key}" was changed since: ${changed.map(fieldWords).join(', ')}` } : 'fits';
    }
    case 'addDependency':
    case 'removeDependency': {
      const waits = (tasks: Tasks) => tasks.get(operation.to)?.dependsOn.includes(operation.from);
      const wanted = operation.op === 'addDependency';
      return waits(base) === !wanted && waits(theirs) === wanted ? 'already' : 'fits';
    }
    default:
      return 'fits';
  }
}

/** A field that they changed to something else is theirs until somebody decides. */
function fitOfUpdate(changes: object, before: EditableTask | undefined, now: EditableTask | undefined): Fit {
  if (!before || !now) return 'fits';
  const theirs: Partial<Record<string, unknown>> = now;
  const names = changedFields(before, now);
  const fields = Object.entries(changes).filter(([, value]) => value !== undefined);
  if (fields.length > 0 && names.length > 0 && fields.every(([name, value]) => sameValue(theirs[name], value))) return 'already';
  const both = fields.filter(([name, value]) => names.some((one) => one === name) && !sameValue(theirs[name], value));
  const words = both.map(([name]) => fieldWords(name)).join(', ');
  return both.length > 0 ? { clash: `"${now.key}" was changed since: ${words}` } : 'fits';
}

function clashOf(
  { index, operation }: Candidate,
  message: string,
  sides: { base: Tasks; theirs: Tasks },
  earlier: readonly Clash[],
): Clash {
  const keys = keysOf(operation);
  const gone = keys.find((key) => sides.base.has(key) && !sides.theirs.has(key));
  const unmade = new Set(earlier.flatMap((clash) => addedBy(clash.operation)));
  const missing = keys.find((key) => unmade.has(key));
  const used = addedBy(operation).find((key) => sides.theirs.has(key) && !sides.base.has(key));
  const reason = gone
    ? `"${gone}" was removed since`
    : used
      ? `the key "${used}" was given to another task since`
      : missing
        ? `it builds on "${missing}", which clashes`
        : message;
  return { index, operation, reason, keys };
}

function addedBy(operation: EditOperationInput): string[] {
  switch (operation.op) {
    case 'addTask':
      return [operation.task.key];
    case 'addParallelPath':
      return operation.tasks.map(({ key }) => key);
    case 'createBranch':
    case 'insertGate':
      return [operation.key];
    default:
      return [];
  }
}

/** Every task that an operation names, each once. */
export function keysOf(operation: EditOperationInput): string[] {
  const listed = (value: string | readonly string[] | undefined) => keysAt(value ?? [], '').keys;
  switch (operation.op) {
    case 'addTask':
      return unique([operation.task.key, ...(operation.task.dependsOn ?? []), ...waysIn(operation.task.branch)]);
    case 'updateTask':
      return unique([operation.key, ...waysIn(operation.changes.branch)]);
    case 'removeTask':
      return [operation.key];
    case 'addDependency':
    case 'removeDependency':
      return unique([operation.from, operation.to]);
    case 'createBranch':
      return unique([operation.key, ...listed(operation.after), ...operation.ifTrue, ...operation.ifFalse]);
    case 'insertGate':
      return unique([operation.key, ...listed(operation.after)]);
    case 'addParallelPath': {
      const own = operation.tasks.flatMap(({ key, dependsOn = [] }) => [key, ...dependsOn]);
      return unique([...own, ...listed(operation.after), ...listed(operation.before)]);
    }
  }
}

const waysIn = (branch: { ifTrue: readonly string[]; ifFalse: readonly string[] } | undefined): string[] =>
  branch ? [...branch.ifTrue, ...branch.ifFalse] : [];

const unique = (keys: readonly string[]): string[] => [...new Set(keys)];
