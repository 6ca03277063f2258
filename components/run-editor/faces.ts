import type { EditableTask } from '@/lib/contracts/edit';
import type { TaskStatus } from '@/lib/contracts/task';
import { plural } from '@/lib/format/count';
import { gateWords } from '@/lib/graph-edit/edit-words';
import type { GraphChanges, Mark } from './compare-graphs';
import { type Lock, lockOf, lockOfSides } from './locks';
import { isUnwritten } from './new-task';

/** A task as a box of the editor shows it. */
export interface Face {
  key: string;
  title: string;
  status: TaskStatus;
  kind: EditableTask['kind'];
  mark: Mark | null;
  /** Under the title. */
  line: string;
  tone: 'plain' | 'warn';
  /** Drawn back: its settings cannot change. */
  locked: boolean;
  /** What it waits for cannot change either. */
  fixed: boolean;
  /** Of the tooltip. */
  why: string | null;
  invalidated: boolean;
}

interface Known {
  mark: Mark | undefined;
  words: string | undefined;
  invalidated: boolean;
  face: Face;
}

/** Faces by key. A task that stayed the same keeps its face, so that only changed boxes are drawn. */
export function createFaces(): (tasks: readonly EditableTask[], changes: GraphChanges) => ReadonlyMap<string, Face> {
  const known = new WeakMap<EditableTask, Known>();
  return (tasks, changes) => {
    const gone = new Map<string, number>();
    for (const { from, to } of changes.edges.removed) for (const key of [from, to]) gone.set(key, (gone.get(key) ?? 0) + 1);
    return new Map(
      tasks.map((task) => {
        const mark = changes.marks.get(task.key);
        const words = mark === 'removed' ? `removed with its ${plural(gone.get(task.key) ?? 0, 'edge')}` : changes.words.get(task.key);
        const invalidated = changes.invalidated.has(task.key);
        const was = known.get(task);
        if (was && was.mark === mark && was.words === words && was.invalidated === invalidated) return [task.key, was.face];
        const face = faceOf(task, mark, words, invalidated);
        known.set(task, { mark, words, invalidated, face });
        return [task.key, face];
      }),
    );
  };
}

function faceOf(task: EditableTask, mark: Mark | undefined, words: string | undefined, invalidated: boolean): Face {
  const lock = mark === 'added' ? lockOfSides(task, undefined, false) : lockOf(task);
  const needsPrompt = isUnwritten(task);
  return {
    key: task.key,
    title: task.title,
    status: task.status,
    kind: task.kind,
    mark: mark ?? null,
    line: lineOf(task, mark, words, invalidated, lock, needsPrompt),
    tone: needsPrompt || invalidated ? 'warn' : 'plain',
    locked: (lock.level === 'finished' || lock.level === 'closed') && mark === undefined && !invalidated,
    fixed: lock.level === 'closed',
    why: invalidated ? 'Its dependencies are others now. It stays as it is, unless you say that it runs again.' : lock.why,
    invalidated: invalidated || task.invalidated,
  };
}

function lineOf(
  task: EditableTask,
  mark: Mark | undefined,
  words: string | undefined,
  invalidated: boolean,
  lock: Lock,
  needsPrompt: boolean,
): string {
  if (mark === 'removed') return words ?? 'removed';
  if (needsPrompt) return 'needs a prompt';
  if (mark === 'changed') return words ?? 'changed';
  if (invalidated) return 'finished · invalidated by this edit';
  if (lock.line !== null) return lock.line;
  if (task.kind === 'gate') return `gate · ${task.gate ? gateWords(task.gate.type) : task.role}`;
  if (task.kind === 'branch') return `branch · ${task.branch?.condition ?? ''}`;
  return task.role;
}
