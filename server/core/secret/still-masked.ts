/** Shorter ones are typed on purpose more often than they come from a mask. */
const LEAST_STARS = 6;
const STARS = new RegExp(`\\*{${LEAST_STARS},}`, 'g');

/** Whether a text may hold a mask at all: most do not, and need no look at what is kept back. */
export const mayBeMasked = (value: unknown): boolean => JSON.stringify(value)?.search(STARS) >= 0;

/**
 * Where a value still holds the stars that stand for one of the words, as a path of its fields; null where nowhere. Whoever saved it would save the
 * stars.
 */
export function stillMasked(value: unknown, words: readonly string[], path: string): string | null {
  const lengths = new Set(words.flatMap((word) => word.split(/\r?\n/).map((line) => line.length)));
  const find = (one: unknown, at: string): string | null => {
    if (typeof one === 'string') return (one.match(STARS) ?? []).some((stars) => lengths.has(stars.length)) ? at : null;
    if (typeof one !== 'object' || one === null) return null;
    for (const [name, field] of Object.entries(one)) {
      const found = find(field, `${at}.${name}`);
      if (found) return found;
    }
    return null;
  };
  return find(value, path);
}
