import type { EditableGraph, EditableTask, EditOperation } from '@/lib/contracts/edit';
import { namesOf } from '@/lib/graph-edit/edit-words';
import { type EdgeRef, type EditState, indexOf, type Point, type StageInput } from './edit-state';
import { freeKey, likelyRole, UNWRITTEN_PROMPT } from './new-task';

export type NewKind = 'task' | 'gate' | 'branch';

const KEYS: Record<NewKind, string> = { task: 'new_task', gate: 'code_review', branch: 'branch' };
const TITLES: Record<NewKind, string> = { task: 'New task', gate: 'Code review', branch: 'Branch' };

const titleIn = (graph: EditableGraph) => (key: string) => indexOf(graph).get(key)?.title ?? key;

/** A new box behind others: behind several it waits for all of them. Behind none it stands on its own. */
export function addAfter({ draft }: EditState, kind: NewKind, after: readonly string[], at?: Point): StageInput {
  const key = freeKey(draft, KEYS[kind]);
  const title = numbered(TITLES[kind], key);
  const where = after.length > 0 ? ` after ${namesOf(after, titleIn(draft))}` : '';
  return {
    operations: [newBox(draft, kind, key, title, after)],
    words: `${title} added${where}`,
    select: [key],
    open: key,
    ...(at ? { place: new Map([[key, at]]) } : {}),
  };
}

/** A new box in the middle of an edge. */
export function addOnEdge({ draft }: EditState, kind: NewKind, { from, to }: EdgeRef, at?: Point): StageInput {
  const key = freeKey(draft, KEYS[kind]);
  const title = numbered(TITLES[kind], key);
  const titleOf = titleIn(draft);
  return {
    operations: [alone(draft, kind, key, title, [from]), ...between(draft, { from, to }, key)],
    words: `${title} added between ${titleOf(from)} and ${titleOf(to)}`,
    select: [key],
    open: key,
    ...(at ? { place: new Map([[key, at]]) } : {}),
  };
}

/** A box that is there goes into the middle of an edge. Its other edges stay. */
export function moveOnEdge({ draft }: EditState, key: string, edge: EdgeRef, at: Point): StageInput {
  const titleOf = titleIn(draft);
  const waits = indexOf(draft).get(key)?.dependsOn.includes(edge.from) ?? false;
  const first: EditOperation[] = waits ? [] : [{ op: 'addDependency', from: edge.from, to: key }];
  return {
    operations: [...first, ...between(draft, edge, key)],
    words: `${titleOf(key)} put between ${titleOf(edge.from)} and ${titleOf(edge.to)}`,
    place: new Map([[key, at]]),
    select: [key],
  };
}

export function connect({ draft }: EditState, { from, to }: EdgeRef): StageInput {
  const titleOf = titleIn(draft);
  return { operations: [{ op: 'addDependency', from, to }], words: `${titleOf(to)} waits for ${titleOf(from)}` };
}

export function disconnect({ draft }: EditState, { from, to }: EdgeRef): StageInput {
  const titleOf = titleIn(draft);
  return { operations: [{ op: 'removeDependency', from, to }], words: `${titleOf(to)} no longer waits for ${titleOf(from)}` };
}

export function remove({ draft }: EditState, keys: readonly string[]): StageInput {
  const present = keys.filter((key) => indexOf(draft).has(key));
  return {
    operations: present.map((key): EditOperation => ({ op: 'removeTask', key })),
    words: `${namesOf(present, titleIn(draft))} removed`,
    select: [],
  };
}

function newBox(graph: EditableGraph, kind: NewKind, key: string, title: string, after: readonly string[]): EditOperation {
  if (kind === 'gate' && after.length > 0) return { op: 'insertGate', key, title, after: [...after], gateType: 'code_review' };
  if (kind === 'branch' && after.length > 0) {
    const ways = openDependents(graph, after);
    return { op: 'createBranch', key, title, after: [...after], condition: 'true', ifTrue: ways.map((task) => task.key), ifFalse: [] };
  }
  return alone(graph, kind, key, title, after);
}

/** A box for which nobody waits. */
function alone(graph: EditableGraph, kind: NewKind, key: string, title: string, dependsOn: readonly string[]): EditOperation {
  const task = { key, title, dependsOn: [...dependsOn], maxAttempts: 3, priority: 0, sideEffects: 'none' as const };
  switch (kind) {
    case 'task':
      return { op: 'addTask', task: { ...task, kind: 'agent', role: likelyRole(graph, dependsOn), prompt: UNWRITTEN_PROMPT } };
    case 'gate': {
      const prompt = 'Review the work of the tasks before this one.';
      return { op: 'addTask', task: { ...task, kind: 'gate', gate: { type: 'code_review' }, role: 'code_reviewer', prompt } };
    }
    case 'branch':
      return { op: 'addTask', task: { ...task, kind: 'branch', branch: { condition: 'true', ifTrue: [], ifFalse: [] } } };
  }
}

/** `to` waits for `middle` instead of `from`. On the way of a branch, `middle` takes the place of `to` in it. */
function between(graph: EditableGraph, { from, to }: EdgeRef, middle: string): EditOperation[] {
  const waits = indexOf(graph).get(to)?.dependsOn.includes(middle) ?? false;
  const swap: EditOperation[] = [
    { op: 'removeDependency', from, to },
    ...(waits ? [] : [{ op: 'addDependency', from: middle, to } as const]),
  ];
  const branch = indexOf(graph).get(from)?.branch;
  if (!branch || ![...branch.ifTrue, ...branch.ifFalse].includes(to)) return swap;
  const put = (keys: readonly string[]) => keys.map((key) => (key === to ? middle : key));
  const ways = { ...branch, ifTrue: put(branch.ifTrue), ifFalse: put(branch.ifFalse) };
  return [...swap, { op: 'updateTask', key: from, changes: { branch: ways } }];
}

const openDependents = (graph: EditableGraph, keys: readonly string[]): EditableTask[] =>
  graph.tasks.filter(
    ({ status, dependsOn }) => (status === 'PENDING' || status === 'READY') && keys.some((key) => dependsOn.includes(key)),
  );

/** "New task 2" for "new_task_2": titles tell apart what was added one after another. */
const numbered = (title: string, key: string): string => {
  const number = /_(\d+)$/.exec(key)?.[1];
  return number ? `${title} ${number}` : title;
};
