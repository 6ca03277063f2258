import type { EditableGraph, EditableTask, EditOperation } from '@/lib/contracts/edit';
import type { TaskView } from '@/lib/contracts/task';
import type { Issue } from '@/lib/errors';
import { plural } from '@/lib/format/count';
import type { ApplyEdit, EditOptions, EditOutcome, EditResult } from '@/lib/graph-edit/types';

export interface Point {
  x: number;
  y: number;
}

/** `to` waits for `from`. */
export interface EdgeRef {
  from: string;
  to: string;
}

/** One thing that the person did, with the state behind it: undo and redo only pick another one. */
export interface Step {
  /** What was done, in words, without a full stop: "Security review added after Tide API". */
  words: string;
  /** None: it only moved boxes. */
  operations: readonly EditOperation[];
  /** Of two steps in a row with the same one, the later replaces the earlier: a text that is typed is one step. */
  merge: string | null;
  /** Running tasks whose calls the person gave up for it. */
  cancelRunning: readonly string[];
  /** The base as it stood, and what the step made of the draft. */
  base: EditableGraph;
  draft: EditableGraph;
  placed: ReadonlyMap<string, Point>;
  /** How often the picture was tidied up to here. */
  tidied: number;
  /** What was selected before: undo leads back to it. */
  selectedBefore: ReadonlySet<string>;
}

export interface EditState {
  /** The graph that the edit is made on, with the statuses of now. */
  base: EditableGraph;
  steps: readonly Step[];
  undone: readonly Step[];
  /** Base and steps together: what the graph would be. */
  draft: EditableGraph;
  /** Where the person put boxes; the others are laid out. */
  placed: ReadonlyMap<string, Point>;
  rerunInvalidated: boolean;
  /** Running tasks whose calls may be aborted, besides those that steps name. */
  cancelRunning: readonly string[];
  selection: ReadonlySet<string>;
  selectedEdge: EdgeRef | null;
  /** The task in the side panel. */
  openKey: string | null;
  /** For the screen reader; `count` tells two equal sentences apart. */
  said: { text: string; count: number };
  /** Somebody else changed the graph: what it is now. */
  theirs: EditableGraph | null;
}

export interface StageInput {
  operations: readonly EditOperation[];
  words: string;
  merge?: string;
  cancelRunning?: readonly string[];
  /** Boxes that the step puts somewhere. */
  place?: ReadonlyMap<string, Point>;
  /** The picture is laid out anew around what the person placed. */
  tidy?: boolean;
  /** What to select, and what the panel shows, afterwards. */
  select?: readonly string[];
  open?: string | null;
}

export type Staged = { ok: true; state: EditState } | { ok: false; issues: readonly Issue[] };

export function openEdit(base: EditableGraph): EditState {
  return {
    base,
    steps: [],
    undone: [],
    draft: base,
    placed: new Map(),
    rerunInvalidated: false,
    cancelRunning: [],
    selection: new Set(),
    selectedEdge: null,
    openKey: null,
    said: { text: '', count: 0 },
    theirs: null,
  };
}

export const operationsOf = (state: Pick<EditState, 'steps'>): EditOperation[] => state.steps.flatMap((step) => step.operations);

/** Steps that change the graph: what "3 changes" counts. What is said of one task, field by field, is one change, or part of adding it. */
export function countChanges({ steps }: Pick<EditState, 'steps'>): number {
  const known = new Set<string>();
  let count = 0;
  for (const { operations } of steps) {
    const isMore = operations.every((operation) => operation.op === 'updateTask' && known.has(operation.key));
    if (operations.length > 0 && !isMore) count += 1;
    for (const operation of operations) for (const key of saidOf(operation)) known.add(key);
  }
  return count;
}

function saidOf(operation: EditOperation): readonly string[] {
  switch (operation.op) {
    case 'addTask':
      return [operation.task.key];
    case 'addParallelPath':
      return operation.tasks.map((task) => task.key);
    case 'updateTask':
    case 'createBranch':
    case 'insertGate':
      return [operation.key];
    default:
      return [];
  }
}

export function optionsOf(state: Pick<EditState, 'steps' | 'cancelRunning' | 'rerunInvalidated'>): EditOptions {
  const keys = new Set([...state.cancelRunning, ...state.steps.flatMap((step) => step.cancelRunning)]);
  return { cancelRunning: [...keys], rerunInvalidated: state.rerunInvalidated };
}

/** All of the edit on the run as it is now: what applying it would do. */
export function outcomeOf(state: EditState, apply: ApplyEdit): EditOutcome {
  const operations = operationsOf(state);
  if (operations.length === 0 && !state.rerunInvalidated) return { ok: true, result: unchanged(state.base) };
  return apply(state.base, operations, runningOnly(optionsOf(state), state.base));
}

function unchanged(graph: EditableGraph): EditResult {
  const nothing = { touched: [], invalidated: [], restarted: [], cancelled: [], skipped: [], warnings: [] };
  const diff = { added: [], removed: [], changed: [], edges: { added: [], removed: [] }, aborted: [], rerun: [], withdrawn: [] };
  return { ...nothing, graph, diff };
}

/** Stages one step. Only its own operations are worked out, on the draft that is there. */
export function stage(state: EditState, apply: ApplyEdit, input: StageInput): Staged {
  const { merge = null, cancelRunning = [], place } = input;
  const last = state.steps.at(-1);
  const replaced = merge !== null && last?.merge === merge ? last : null;
  const before = replaced ? undoStep(state) : state;
  let draft = before.draft;
  if (input.operations.length > 0) {
    const options = optionsOf({ ...before, cancelRunning: [...before.cancelRunning, ...cancelRunning] });
    const outcome = apply(draft, input.operations, runningOnly(options, draft));
    if (!outcome.ok) return outcome;
    draft = outcome.result.graph;
  }
  const step: Step = {
    words: input.words,
    operations: input.operations,
    merge,
    cancelRunning,
    base: state.base,
    draft,
    placed: place ? new Map([...before.placed, ...place]) : before.placed,
    tidied: tidiedOf(before) + (input.tidy ? 1 : 0),
    selectedBefore: replaced?.selectedBefore ?? state.selection,
  };
  const next = stand({ ...before, steps: [...before.steps, step], undone: [] });
  return {
    ok: true,
    state: say(
      {
        ...next,
        selection: input.select ? new Set(input.select) : keepKnown(state.selection, draft),
        selectedEdge: null,
        openKey: input.open === undefined ? knownOrNull(state.openKey, draft) : input.open,
      },
      input.operations.length > 0 ? `${input.words}. ${plural(countChanges(next), 'change')}.` : `${input.words}.`,
    ),
  };
}

export function undo(state: EditState): EditState {
  const last = state.steps.at(-1);
  if (!last) return say(state, 'Nothing to undo.');
  const next = undoStep(state);
  return say(next, `Undone: ${last.words}. ${plural(countChanges(next), 'change')}.`);
}

export function redo(state: EditState): EditState {
  const step = state.undone.at(-1);
  if (!step) return say(state, 'Nothing to redo.');
  const next = stand({ ...state, steps: [...state.steps, step], undone: state.undone.slice(0, -1) });
  return say(next, `Done again: ${step.words}. ${plural(countChanges(next), 'change')}.`);
}

/** Drops every step. Undo does not bring them back. */
export const discard = (state: EditState): EditState =>
  say(stand({ ...state, steps: [], undone: [], cancelRunning: [], rerunInvalidated: false }), 'All changes discarded.');

/** Takes over what the run has done meanwhile. Statuses alone: other keys or edges come as `theirs`. */
export function follow(state: EditState, tasks: readonly TaskView[]): EditState {
  const live = new Map(tasks.map((task) => [task.key, task]));
  let moved = false;
  const next = state.base.tasks.map((task) => {
    const now = live.get(task.key);
    if (!now || (now.status === task.status && now.invalidated === task.invalidated && now.waitingFor === task.waitingFor)) return task;
    moved = true;
    const started = task.started || now.status === 'RUNNING' || now.startedAt !== null;
    const { status, invalidated, waitingFor } = now;
    return { ...task, status, invalidated, waitingFor, started, chosen: now.branch?.result ?? task.chosen };
  });
  return moved ? stand({ ...state, base: { ...state.base, tasks: next } }) : state;
}

/** Another base (others' edit was taken in), and what of the steps is to stand on it, with what the person allowed for all of them. */
export function restart(
  base: EditableGraph,
  apply: ApplyEdit,
  steps: readonly StageInput[],
  allowed: Pick<EditState, 'cancelRunning' | 'rerunInvalidated'>,
): { state: EditState; dropped: StageInput[] } {
  const { cancelRunning, rerunInvalidated } = allowed;
  let state: EditState = { ...openEdit(base), cancelRunning, rerunInvalidated };
  const dropped: StageInput[] = [];
  for (const input of steps) {
    const staged = stage(state, apply, input);
    if (staged.ok) state = staged.state;
    else dropped.push(input);
  }
  return { state, dropped };
}

export function say(state: EditState, text: string): EditState {
  return { ...state, said: { text, count: state.said.count + 1 } };
}

export const tidiedOf = (state: Pick<EditState, 'steps'>): number => state.steps.at(-1)?.tidied ?? 0;

function undoStep(state: EditState): EditState {
  const last = state.steps.at(-1);
  if (!last) return state;
  return stand({ ...state, steps: state.steps.slice(0, -1), undone: [...state.undone, last], selection: last.selectedBefore });
}

/** Draft, places and selection as the last step left them. */
function stand(state: EditState): EditState {
  const last = state.steps.at(-1);
  const draft = last ? withLive(last.draft, last.base, state.base) : state.base;
  return {
    ...state,
    draft,
    placed: last?.placed ?? new Map(),
    selection: keepKnown(state.selection, draft, state.base),
    openKey: knownOrNull(state.openKey, draft, state.base),
    selectedEdge: null,
  };
}

/** A draft with what has moved in the run since; where the edit itself gave a task a status, that one stays. */
function withLive(draft: EditableGraph, before: EditableGraph, now: EditableGraph): EditableGraph {
  if (before === now) return draft;
  const then = indexOf(before);
  const live = indexOf(now);
  return {
    ...draft,
    tasks: draft.tasks.map((task) => {
      const was = then.get(task.key);
      const is = live.get(task.key);
      if (!was || !is || was === is || task.status !== was.status) return task;
      const { status, started, chosen, waitingFor } = is;
      return { ...task, status, started, chosen, waitingFor, invalidated: task.invalidated || is.invalidated };
    }),
  };
}

const indices = new WeakMap<EditableGraph, ReadonlyMap<string, EditableTask>>();

/** The tasks of a graph by key; worked out once for each graph. */
export function indexOf(graph: EditableGraph): ReadonlyMap<string, EditableTask> {
  const known = indices.get(graph);
  if (known) return known;
  const made = new Map(graph.tasks.map((task) => [task.key, task]));
  indices.set(graph, made);
  return made;
}

/** Who no longer runs needs no permission to be aborted, and one who is not there would be refused. */
function runningOnly(options: EditOptions, graph: EditableGraph): EditOptions {
  if (options.cancelRunning.length === 0) return options;
  const tasks = indexOf(graph);
  return { ...options, cancelRunning: options.cancelRunning.filter((key) => tasks.get(key)?.status === 'RUNNING') };
}

function keepKnown(keys: ReadonlySet<string>, ...graphs: EditableGraph[]): ReadonlySet<string> {
  const known = [...keys].filter((key) => graphs.some((graph) => indexOf(graph).has(key)));
  return known.length === keys.size ? keys : new Set(known);
}

const knownOrNull = (key: string | null, ...graphs: EditableGraph[]): string | null =>
  key !== null && graphs.some((graph) => indexOf(graph).has(key)) ? key : null;
