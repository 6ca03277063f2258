/** A stretch of lines as the `diff` package says it. */
export interface LineChange {
  value: string;
  added?: boolean;
  removed?: boolean;
}

/** One row of two texts side by side; null: nothing stands there. */
export interface PairedLine {
  kind: 'same' | 'changed' | 'removed' | 'added';
  left: string | null;
  right: string | null;
}

const linesOf = (text: string): string[] => (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');

/** Puts what was taken away beside what came in its place. */
export function pairLines(changes: readonly LineChange[]): PairedLine[] {
  const rows: PairedLine[] = [];
  let removed: string[] = [];
  const flush = (added: string[]) => {
    for (let index = 0; index < Math.max(removed.length, added.length); index++) {
      const left = removed[index] ?? null;
      const right = added[index] ?? null;
      rows.push({ kind: left === null ? 'added' : right === null ? 'removed' : 'changed', left, right });
    }
    removed = [];
  };
  for (const change of changes) {
    const lines = linesOf(change.value);
    if (change.removed) removed.push(...lines);
    else if (change.added) flush(lines);
    else {
      flush([]);
      for (const line of lines) rows.push({ kind: 'same', left: line, right: line });
    }
  }
  flush([]);
  return rows;
}

/** Rows to draw: what changed with some lines around it; a number stands for that many equal lines left out. */
export function foldSame(rows: readonly PairedLine[], around = 3): (PairedLine | number)[] {
  const near = rows.map(() => false);
  rows.forEach((row, index) => {
    if (row.kind === 'same') return;
    for (let at = Math.max(0, index - around); at <= Math.min(rows.length - 1, index + around); at++) near[at] = true;
  });
  const folded: (PairedLine | number)[] = [];
  rows.forEach((row, index) => {
    const last = folded.at(-1);
    if (near[index]) folded.push(row);
    else if (typeof last === 'number') folded[folded.length - 1] = last + 1;
    else folded.push(1);
  });
  return folded;
}
