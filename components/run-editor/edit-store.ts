import { useDeferredValue, useSyncExternalStore } from 'react';
import type { EditableGraph } from '@/lib/contracts/edit';
import type { TaskView } from '@/lib/contracts/task';
import type { Issue } from '@/lib/errors';
import type { ApplyEdit, EditOutcome } from '@/lib/graph-edit/types';
import * as edit from './edit-state';
import { createKeeper, loadStaged } from './staged-storage';

/** The edit of one run, or of a workflow's tasks, in this tab. Everything that is staged goes through `stage`; whoever draws reads with `useEdit`. */
export interface EditStore {
  /** Empty where no run is edited. */
  readonly runId: string;
  /** The tasks are a workflow's: nothing of them has begun, and what is staged is kept by whoever opened the edit. */
  readonly isTemplate: boolean;
  get: () => edit.EditState;
  subscribe: (listener: () => void) => () => void;
  /** Stages operations as one step; refused ones change nothing, and the first reason is said aloud. */
  stage: (input: edit.StageInput) => readonly Issue[];
  /** Whether operations would be taken, without staging them. */
  probe: (input: Pick<edit.StageInput, 'operations' | 'cancelRunning'>) => EditOutcome;
  undo: () => void;
  redo: () => void;
  /** Drops all steps. */
  discard: () => void;
  place: (moved: ReadonlyMap<string, edit.Point>, words: string) => void;
  tidy: () => void;
  select: (keys: readonly string[]) => void;
  selectEdge: (edge: edit.EdgeRef | null) => void;
  /** Shows a task in the side panel; null closes it. */
  open: (key: string | null) => void;
  setOptions: (options: { rerunInvalidated?: boolean; cancelRunning?: readonly string[] }) => void;
  /** Said by the screen reader. */
  say: (text: string) => void;
  /** The state when the edit itself last became another one: what is selected, shown or said does not move it. */
  staged: () => edit.EditState;
  /** What the whole edit of a state would do to the run as it stands there. Worked out once for each edit. */
  outcome: (state?: edit.EditState) => EditOutcome;
  /** The statuses of now. */
  follow: (tasks: readonly TaskView[]) => void;
  /** Somebody else's graph, newer than the base; it waits until `restart` takes it in. */
  setTheirs: (graph: EditableGraph | null) => void;
  /** The same; with nothing staged it simply becomes the base. */
  takeTheirs: (graph: EditableGraph) => void;
  /** Begins on another base with these steps; answers with those that cannot stand on it. */
  restart: (base: EditableGraph, steps?: readonly edit.StageInput[]) => readonly edit.StageInput[];
}

interface StoreInput {
  /** Null: a workflow is edited. */
  runId: string | null;
  base: EditableGraph;
  apply: ApplyEdit;
}

/** Takes up what this tab staged before a reload. */
export function createEditStore({ runId, base, apply }: StoreInput): EditStore {
  const kept = runId === null ? null : loadStaged(runId);
  const keep = runId === null ? null : createKeeper(runId);
  const opened = kept ? edit.restart(base, apply, kept.steps, kept) : { state: edit.openEdit(base), dropped: [] };
  let state = opened.state;
  if (opened.dropped.length > 0) state = edit.say(state, `${opened.dropped.length} staged before cannot be done any more.`);
  let staged = state;
  const listeners = new Set<() => void>();
  let known: { state: edit.EditState; outcome: EditOutcome } | null = null;

  const stage = (input: edit.StageInput) => {
    const staged = edit.stage(state, apply, input);
    set(staged.ok ? staged.state : edit.say(state, `Not possible: ${staged.issues[0]?.message ?? 'refused'}`));
    return staged.ok ? [] : staged.issues;
  };
  const set = (next: edit.EditState) => {
    if (next === state) return;
    const changed =
      next.steps !== state.steps || next.cancelRunning !== state.cancelRunning || next.rerunInvalidated !== state.rerunInvalidated;
    state = next;
    if (!isSameEdit(staged, next)) staged = next;
    if (changed) keep?.(next);
    for (const listener of [...listeners]) listener();
  };

  return {
    runId: runId ?? '',
    isTemplate: runId === null,
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stage,
    probe({ operations, cancelRunning = [] }) {
      const options = edit.optionsOf(state);
      return apply(state.draft, operations, { ...options, cancelRunning: [...cancelRunning] });
    },
    undo: () => set(edit.undo(state)),
    redo: () => set(edit.redo(state)),
    discard: () => set(edit.discard(state)),
    place: (moved, words) => void (moved.size > 0 && stage({ operations: [], words, place: moved })),
    tidy: () => void stage({ operations: [], words: 'Tidied up, around what you placed', tidy: true }),
    select: (keys) => set({ ...state, selection: new Set(keys), selectedEdge: null }),
    selectEdge: (selectedEdge) => set({ ...state, selectedEdge, selection: selectedEdge ? new Set() : state.selection }),
    open: (openKey) => set(openKey === state.openKey ? state : { ...state, openKey }),
    setOptions: (options) => set({ ...state, ...options }),
    say: (text) => set(edit.say(state, text)),
    staged: () => staged,
    outcome(of = state) {
      if (known && isSameEdit(known.state, of)) return known.outcome;
      const outcome = edit.outcomeOf(of, apply);
      known = { state: of, outcome };
      return outcome;
    },
    follow: (tasks) => set(edit.follow(state, tasks)),
    setTheirs: (theirs) => set(theirs === state.theirs ? state : { ...state, theirs }),
    takeTheirs(graph) {
      if (state.steps.length > 0) set({ ...state, theirs: graph });
      else set({ ...edit.openEdit(graph), said: state.said });
    },
    restart(next, steps = []) {
      const begun = edit.restart(next, apply, steps, state);
      const theirs = state.theirs && state.theirs.version > next.version ? state.theirs : null;
      set({ ...begun.state, theirs, said: state.said });
      return begun.dropped;
    },
  };
}

const isSameEdit = (a: edit.EditState, b: edit.EditState): boolean =>
  a.base === b.base && a.steps === b.steps && a.cancelRunning === b.cancelRunning && a.rerunInvalidated === b.rerunInvalidated;

/** The edit for what may come a moment behind the picture: drawn again once that is on the screen, and only for another edit. */
export function useStagedEdit(store: EditStore): edit.EditState {
  return useDeferredValue(useSyncExternalStore(store.subscribe, store.staged, store.staged));
}

/** A part of the edit; the component is drawn again only when it changes. `pick` answers with the same object for the same state. */
export function useEdit<T>(store: EditStore, pick: (state: edit.EditState) => T): T {
  const read = () => pick(store.get());
  return useSyncExternalStore(store.subscribe, read, read);
}
