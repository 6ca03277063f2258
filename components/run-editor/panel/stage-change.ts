import type { EditableGraph, EditableTask, EditOperation, TaskChanges } from '@/lib/contracts/edit';
import type { Issue } from '@/lib/errors';
import { plural } from '@/lib/format/count';
import { changeWords } from '@/lib/graph-edit/edit-words';
import { sameValue } from '@/lib/graph-edit/spec-fields';
import { indexOf } from '../edit-state';
import type { EditStore } from '../edit-store';

export type ChangeField = keyof TaskChanges;

interface Change<F extends ChangeField> {
  keys: readonly string[];
  field: F;
  value: TaskChanges[F];
  /** Of a field that has parts (a gate's criteria): each part is a step of its own. */
  part?: string;
}

/** What is left out is as good as nothing. */
export const isSame = (a: unknown, b: unknown): boolean => sameValue(a ?? null, b ?? null);

/**
 * Stages a value of a field, of one task or of several, as one step: typing on replaces it, and typing back what stood there before
 * takes the step away. Answers with what is wrong; a refused value leaves the edit as it was.
 */
export function stageChange<F extends ChangeField>(store: EditStore, { keys, field, value, part }: Change<F>): readonly Issue[] {
  const { steps, base, draft } = store.get();
  const merge = `change ${part ?? field} of ${keys.join(' ')}`;
  const last = steps.at(-1);
  const goesOn = last?.merge === merge;
  const tasks = tasksOf(goesOn ? (steps.at(-2)?.draft ?? base) : draft, keys);
  const changed = tasks.filter((task) => !isSame(task[field], value));
  const [first] = changed;
  if (!first) {
    if (goesOn) store.undo();
    return [];
  }
  const who = changed.length === 1 ? first.title : plural(changed.length, 'task');
  return store.stage({
    operations: changed.map((task): EditOperation => ({ op: 'updateTask', key: task.key, changes: { [field]: value } })),
    words: `${who}: ${changeWords(field, first[field], value)}`,
    merge,
  });
}

const tasksOf = (graph: EditableGraph, keys: readonly string[]): EditableTask[] => keys.flatMap((key) => indexOf(graph).get(key) ?? []);

/** Takes back what the edit changed of a field, in all tasks that were there before it. */
export function revertChange(store: EditStore, keys: readonly string[], field: ChangeField): readonly Issue[] {
  const { base, draft } = store.get();
  const before = indexOf(base);
  const operations = tasksOf(draft, keys).flatMap((task): EditOperation[] => {
    const was = before.get(task.key);
    if (!was || isSame(was[field], task[field])) return [];
    return [{ op: 'updateTask', key: task.key, changes: { [field]: was[field] } as TaskChanges }];
  });
  if (operations.length === 0) return [];
  const merge = `change ${field} of ${keys.join(' ')}`;
  // Alone on top, the change itself is taken away rather than turned round.
  if (store.get().steps.at(-1)?.merge === merge) {
    store.undo();
    const now = indexOf(store.get().draft);
    if (keys.every((key) => isSame(now.get(key)?.[field], before.get(key)?.[field]))) return [];
    store.redo();
  }
  return store.stage({ operations, words: `Took back ${field === 'outputs' ? 'the outputs schema' : `the ${field}`}`, merge });
}
