import type { EditableGraph, EditableTask, EditOperation } from '@/lib/contracts/edit';
import type { TaskDraft } from '@/lib/contracts/task';
import { plural } from '@/lib/format/count';
import { type EditState, indexOf, type Point, type StageInput } from './edit-state';
import { freeKey } from './new-task';

/** What the clipboard holds: tasks with the edges between them, and how they stood to each other. */
interface Subgraph {
  signalbox: 'subgraph';
  tasks: TaskDraft[];
  places: Record<string, Point>;
}

/** How far beside its original a copy stands, in pixels of the picture. */
const BESIDE = { x: 36, y: 72 };

/** Text for the clipboard; null where nothing that can be copied is selected. */
export function copyText({ draft }: EditState, keys: Iterable<string>, placed: ReadonlyMap<string, Point>): string | null {
  const tasks = copied(draft, keys);
  if (tasks.length === 0) return null;
  const inside = new Set(tasks.map((task) => task.key));
  const places: Record<string, Point> = {};
  for (const { key } of tasks) {
    const point = placed.get(key);
    if (point) places[key] = { x: point.x, y: point.y };
  }
  const drafts = tasks.map((task) => draftOf(task, (key) => (inside.has(key) ? key : null)));
  const subgraph: Subgraph = { signalbox: 'subgraph', tasks: drafts, places };
  return JSON.stringify(subgraph, null, 2);
}

/** Tasks from the clipboard as one step, with keys that are free here; null where the text is something else. */
export function pasteText(state: EditState, text: string, at?: Point): StageInput | null {
  const subgraph = parse(text);
  if (!subgraph) return null;
  const { operations, renamed } = renumbered(state.draft, subgraph.tasks, () => null);
  const points = Object.entries(subgraph.places);
  const left = Math.min(...points.map(([, point]) => point.x));
  const top = Math.min(...points.map(([, point]) => point.y));
  const by = at && points.length > 0 ? { x: at.x - left, y: at.y - top } : BESIDE;
  return stepOf(operations, renamed, new Map(points), by, 'pasted');
}

/** Copies beside the originals, which wait for the same tasks. */
export function duplicate(state: EditState, keys: Iterable<string>, placed: ReadonlyMap<string, Point>): StageInput | null {
  const tasks = copied(state.draft, keys);
  if (tasks.length === 0) return null;
  const drafts = tasks.map((task) => draftOf(task, (key) => key));
  const { operations, renamed } = renumbered(state.draft, drafts, (key) => key);
  return stepOf(operations, renamed, placed, BESIDE, 'duplicated');
}

const copied = (draft: EditableGraph, keys: Iterable<string>): EditableTask[] => {
  const wanted = new Set(keys);
  return draft.tasks.filter((task) => wanted.has(task.key) && task.role !== 'planner');
};

function draftOf(task: EditableTask, keep: (key: string) => string | null): TaskDraft {
  const { key, title, role, kind, prompt, phase, artifactType, tier, maxAttempts, timeoutSeconds, priority, sideEffects, outputs, gate } =
    task;
  const kept = (list: readonly string[]) => list.flatMap((each) => keep(each) ?? []);
  const isAgent = kind === 'agent';
  const asksModel = isAgent || (gate !== null && gate.type !== 'human' && gate.type !== 'expression');
  return {
    key,
    title,
    kind,
    dependsOn: kept(task.dependsOn),
    maxAttempts,
    priority,
    sideEffects,
    // Of a role that a draft may have: the planner is not copied.
    ...(asksModel ? { role: role as NonNullable<TaskDraft['role']>, tier, timeoutSeconds } : {}),
    ...(prompt ? { prompt } : {}),
    ...(phase ? { phase } : {}),
    ...(artifactType ? { artifactType } : {}),
    ...(outputs ? { outputs } : {}),
    ...(gate ? { gate } : {}),
    ...(task.branch ? { branch: { ...task.branch, ifTrue: kept(task.branch.ifTrue), ifFalse: kept(task.branch.ifFalse) } } : {}),
  };
}

/** `outside` says what becomes of an edge to a task that is not among them. */
function renumbered(graph: EditableGraph, tasks: readonly TaskDraft[], outside: (key: string) => string | null) {
  const renamed = new Map<string, string>();
  const taken = new Set<string>();
  for (const { key } of tasks) {
    const free = freeKey(graph, key, taken);
    taken.add(free);
    renamed.set(key, free);
  }
  const known = indexOf(graph);
  const follow = (list: readonly string[]) =>
    list.flatMap((key) => {
      const own = renamed.get(key);
      if (own !== undefined) return own;
      const kept = outside(key);
      return kept !== null && known.has(kept) ? kept : [];
    });
  const own = (list: readonly string[]) => list.flatMap((key) => renamed.get(key) ?? []);
  const operations = tasks.map((task): EditOperation => {
    const branch = task.branch ? { branch: { ...task.branch, ifTrue: own(task.branch.ifTrue), ifFalse: own(task.branch.ifFalse) } } : {};
    return { op: 'addTask', task: { ...task, ...branch, key: renamed.get(task.key) ?? task.key, dependsOn: follow(task.dependsOn) } };
  });
  return { operations: inOrder(operations), renamed };
}

/** Each task behind those it waits for, branches behind their ways: an operation sees only what is there already. */
function inOrder(operations: readonly EditOperation[]): EditOperation[] {
  const open = new Map(operations.flatMap((operation) => (operation.op === 'addTask' ? [[operation.task.key, operation] as const] : [])));
  const sorted: EditOperation[] = [];
  while (open.size > 0) {
    const next = [...open].filter(([, { task }]) => task.dependsOn.every((key) => !open.has(key) || key === task.key));
    // A circle is refused where it is staged.
    for (const [key, operation] of next.length > 0 ? next : [...open]) {
      sorted.push(operation);
      open.delete(key);
    }
  }
  return sorted;
}

function stepOf(
  operations: readonly EditOperation[],
  renamed: ReadonlyMap<string, string>,
  points: ReadonlyMap<string, Point>,
  by: Point,
  verb: string,
): StageInput {
  const place = new Map<string, Point>();
  for (const [old, key] of renamed) {
    const point = points.get(old);
    if (point) place.set(key, { x: Math.round(point.x + by.x), y: Math.round(point.y + by.y) });
  }
  return { operations, words: `${plural(renamed.size, 'task')} ${verb}`, place, select: [...renamed.values()] };
}

function parse(text: string): Subgraph | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('signalbox' in value) || value.signalbox !== 'subgraph') return null;
    const { tasks, places } = value as Partial<Subgraph>;
    if (!Array.isArray(tasks) || tasks.some((task) => typeof task?.key !== 'string' || !Array.isArray(task.dependsOn))) return null;
    return { signalbox: 'subgraph', tasks, places: typeof places === 'object' && places !== null ? places : {} };
  } catch {
    return null;
  }
}
