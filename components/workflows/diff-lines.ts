import { diffLines } from 'diff';

export interface DiffLine {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

/** Lines of two texts; long stretches that are the same are cut to `context` lines around what changed. Null stands for a cut. */
export function changedLines(before: string, after: string, context = 3): (DiffLine | null)[] {
  const all: DiffLine[] = diffLines(before, after).flatMap((part) => {
    const kind = part.added ? 'added' : part.removed ? 'removed' : 'same';
    return part.value
      .replace(/\n$/, '')
      .split('\n')
      .map((text): DiffLine => ({ kind, text }));
  });
  const near = all.map((_, index) => all.slice(Math.max(0, index - context), index + context + 1).some((line) => line.kind !== 'same'));
  return all.flatMap((line, index) => (near[index] ? [line] : index > 0 && !near[index - 1] ? [] : [null]));
}
