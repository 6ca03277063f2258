import type { EditableTask } from '@/lib/contracts/edit';

/** What a task is asked to do; the rest is where it stands and how far it is. */
export const SPEC_FIELDS = [
  ...(['title', 'role', 'kind', 'prompt', 'phase', 'artifactType', 'tier', 'maxAttempts', 'timeoutSeconds'] as const),
  ...(['priority', 'sideEffects', 'outputs', 'gate', 'branch'] as const),
] satisfies (keyof EditableTask)[];

/** Of JSON; in which order an object has its keys says nothing, and the database has one of its own. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a).filter(isSaid), new Map(Object.entries(b).filter(isSaid))];
  return left.length === right.size && left.every(([key, value]) => sameValue(value, right.get(key)));
}

const isSaid = ([, value]: [string, unknown]): boolean => value !== undefined;

/** Names of what two specifications differ in; edges are told apart. */
export function changedFields(before: EditableTask, after: EditableTask): (typeof SPEC_FIELDS)[number][] {
  return before === after ? [] : SPEC_FIELDS.filter((name) => !sameValue(before[name], after[name]));
}
