/**
 * While somebody reads further down, rows that appear above the first one they know would push everything away. They are
 * held back and counted instead. `firstKnownId` is null at the top of the list, where nothing is held.
 */
export function holdRows<Row extends { id: string }>(
  rows: readonly Row[],
  firstKnownId: string | null,
): { shown: readonly Row[]; held: number } {
  const at = firstKnownId === null ? 0 : rows.findIndex((row) => row.id === firstKnownId);
  return at > 0 ? { shown: rows.slice(at), held: at } : { shown: rows, held: 0 };
}
