import type { ConditionName } from '@/lib/condition/types';

/** Names that fit what stands before the caret; accepted, one takes the place from `from` to `to`. */
export interface Completion {
  from: number;
  to: number;
  names: ConditionName[];
}

/** The list scrolls. */
const MOST = 100;
/** A path as far as it is typed: `outputs["my-task"].res`. */
const TYPED = /[A-Za-z_](?:[\w.]|\["[^"\]]*(?:"\]?)?)*$/;

export function completeAt(text: string, caret: number, names: readonly ConditionName[]): Completion | null {
  const before = text.slice(0, caret);
  const typed = TYPED.exec(before)?.[0] ?? '';
  // Within a text nothing is a name.
  if (typed === '' || (before.slice(0, before.length - typed.length).split('"').length - 1) % 2 === 1) return null;
  const wanted = typed.toLowerCase();
  const begin = names.filter((name) => name.path.toLowerCase().startsWith(wanted) && name.path !== typed);
  // Without a dot a field is found by its own name too: "cover" finds artifact.test_coverage.
  const held =
    typed.includes('.') || typed.length < 3
      ? []
      : names.filter((name) => !begin.includes(name) && name.path.toLowerCase().includes(wanted));
  const found = [...begin, ...held].slice(0, MOST);
  if (found.length === 0) return null;
  const rest = /^[\w.]*/.exec(text.slice(caret))?.[0].length ?? 0;
  return { from: caret - typed.length, to: caret + rest, names: found };
}
