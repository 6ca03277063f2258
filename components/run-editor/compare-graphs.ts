import type { EditableGraph, EditableTask } from '@/lib/contracts/edit';
import { changeWords } from '@/lib/graph-edit/edit-words';
import { changedFields } from '@/lib/graph-edit/spec-fields';
import { type EdgeRef, indexOf } from './edit-state';

export type Mark = 'added' | 'removed' | 'changed';

/** What the staged steps have made of the base, by task and by edge. */
export interface GraphChanges {
  marks: ReadonlyMap<string, Mark>;
  /** What is other of a changed task: "tier standard → premium". */
  words: ReadonlyMap<string, string>;
  /** Finished tasks that this edit invalidates. */
  invalidated: ReadonlySet<string>;
  edges: { added: readonly EdgeRef[]; removed: readonly EdgeRef[] };
}

export function compareGraphs(base: EditableGraph, draft: EditableGraph): GraphChanges {
  const before = indexOf(base);
  const after = indexOf(draft);
  const marks = new Map<string, Mark>();
  const words = new Map<string, string>();
  const invalidated = new Set<string>();
  const edges: { added: EdgeRef[]; removed: EdgeRef[] } = { added: [], removed: [] };
  const compareEdges = (key: string, was: readonly string[], is: readonly string[]) => {
    if (was === is) return;
    for (const from of is) if (!was.includes(from)) edges.added.push({ from, to: key });
    for (const from of was) if (!is.includes(from)) edges.removed.push({ from, to: key });
  };
  for (const task of base.tasks) {
    const now = after.get(task.key);
    if (now === task) continue;
    compareEdges(task.key, task.dependsOn, now?.dependsOn ?? []);
    if (!now) {
      marks.set(task.key, 'removed');
      continue;
    }
    if (now.invalidated && !task.invalidated) invalidated.add(task.key);
    const changed = changedFields(task, now);
    if (changed.length === 0) continue;
    marks.set(task.key, 'changed');
    words.set(task.key, changed.map((field) => changeWords(field, task[field], now[field])).join(', '));
  }
  for (const task of draft.tasks) {
    if (before.has(task.key)) continue;
    marks.set(task.key, 'added');
    compareEdges(task.key, [], task.dependsOn);
  }
  return { marks, words, invalidated, edges };
}

/** What is drawn: the draft, and what it took away in its old place. Removed tasks lead nowhere, so that nothing goes in a circle. */
export function unionOf(base: EditableGraph, draft: EditableGraph): readonly EditableTask[] {
  if (base === draft) return base.tasks;
  const before = indexOf(base);
  const after = indexOf(draft);
  const kept = base.tasks.map((task) => after.get(task.key) ?? task);
  return [...kept, ...draft.tasks.filter((task) => !before.has(task.key))];
}
