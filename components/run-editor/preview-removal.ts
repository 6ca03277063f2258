import { namesOf } from '@/lib/graph-edit/edit-words';
import { remove } from './edit-actions';
import { indexOf } from './edit-state';
import type { EditStore } from './edit-store';
import { runningAround } from './use-perform';

export interface Removal {
  removable: readonly string[];
  refused: readonly { title: string; reason: string }[];
  /** What follows, in words. */
  lines: readonly string[];
  /** Running ones whose calls it aborts. */
  aborted: readonly string[];
}

/** What falls if tasks are removed, and which of them cannot be. */
export function removalOf(store: EditStore, keys: readonly string[]): Removal {
  const state = store.get();
  const tasks = indexOf(state.draft);
  const titleOf = (key: string) => tasks.get(key)?.title ?? key;
  const tried = (some: readonly string[]) => {
    const { operations } = remove(state, some);
    return store.probe({ operations, cancelRunning: runningAround(state, operations) });
  };
  let removable = keys.filter((key) => tasks.has(key));
  const refused: { title: string; reason: string }[] = [];
  let outcome = tried(removable);
  if (!outcome.ok) {
    removable = removable.filter((key) => {
      const alone = tried([key]);
      if (!alone.ok) refused.push({ title: titleOf(key), reason: alone.issues[0]?.message ?? 'it cannot be removed' });
      return alone.ok;
    });
    if (removable.length > 0) outcome = tried(removable);
  }
  if (!outcome.ok) {
    const reason = outcome.issues[0]?.message ?? 'they cannot be removed together';
    return { removable: [], refused: refused.length > 0 ? refused : [{ title: namesOf(keys, titleOf), reason }], lines: [], aborted: [] };
  }
  const { diff, invalidated, warnings } = outcome.result;
  const rejoined = new Map<string, string[]>();
  for (const { from, to } of diff.edges.added) rejoined.set(to, [...(rejoined.get(to) ?? []), from]);
  const lost = new Set(diff.edges.removed.filter(({ to }) => !removable.includes(to) && !rejoined.has(to)).map(({ to }) => to));
  const gone = new Set(invalidated.filter((key) => !tasks.get(key)?.invalidated));
  return {
    removable,
    refused,
    lines: [
      ...[...rejoined].map(([to, from]) => `${titleOf(to)} then waits for ${namesOf(from, titleOf)} instead.`),
      ...[...lost].map((to) => `${titleOf(to)} no longer waits for ${removable.length === 1 ? 'it' : 'them'}.`),
      ...(diff.aborted.length > 0 ? [`The call of ${namesOf(diff.aborted, titleOf)} is aborted.`] : []),
      ...(gone.size > 0 ? [`${namesOf([...gone], titleOf)} ${gone.size === 1 ? 'is' : 'are'} marked invalidated.`] : []),
      ...warnings.map(({ key, message }) => `${titleOf(key)} ${message}.`),
    ],
    aborted: diff.aborted,
  };
}
