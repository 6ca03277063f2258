/**
 * How many of some turns make one page: at most `limit`, and as many as stay within `maxCharacters` together, but one at
 * least, so that paging always goes on.
 */
export function pageWithin(sizes: readonly number[], { limit, maxCharacters }: { limit: number; maxCharacters: number }): number {
  let sum = 0;
  for (let count = 0; count < Math.min(limit, sizes.length); count++) {
    sum += sizes[count] ?? 0;
    if (sum > maxCharacters) return Math.max(1, count);
  }
  return Math.min(limit, sizes.length);
}
