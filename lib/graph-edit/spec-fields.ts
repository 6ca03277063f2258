import type { EditableTask } from '@/lib/contracts/edit';

/** What a task is asked to do; the rest is where it stands and how far it is. */
export const SPEC_FIELDS = [
  ...(['title', 'role', 'kind', 'prompt', 'phase', 'artifactType', 'tier', 'maxAttempts', 'timeoutSeconds'] as const),
  ...(['priority', 'sideEffects', 'outputs', 'gate', 'branch'] as const),
] satisfies (keyof EditableTask)[];

export const sameValue = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** Names of what two specifications differ in; edges are told apart. */
export function changedFields(before: EditableTask, after: EditableTask): (typeof SPEC_FIELDS)[number][] {
  return before === after ? [] : SPEC_FIELDS.filter((name) => !sameValue(before[name], after[name]));
}
