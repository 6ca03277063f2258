/** Selected rows by id, kept as they were when they were selected. `anchor`: where the next range begins. */
export interface Selection<Row> {
  rows: ReadonlyMap<string, Row>;
  anchor: string | null;
}

export const noSelection = <Row>(): Selection<Row> => ({ rows: new Map(), anchor: null });

/** One row in or out. With `range`, all from the last one touched to this follow it. */
export function toggleRow<Row extends { id: string }>(
  selection: Selection<Row>,
  shown: readonly Row[],
  id: string,
  range: boolean,
): Selection<Row> {
  const at = shown.findIndex((row) => row.id === id);
  const from = range ? shown.findIndex((row) => row.id === selection.anchor) : -1;
  const rows = new Map(selection.rows);
  const touched = shown.slice(from < 0 ? at : Math.min(at, from), from < 0 ? at + 1 : Math.max(at, from) + 1);
  const selects = from >= 0 || !rows.has(id);
  for (const row of touched) {
    if (selects) rows.set(row.id, row);
    else rows.delete(row.id);
  }
  return { rows, anchor: id };
}

export function addRows<Row extends { id: string }>(selection: Selection<Row>, more: readonly Row[]): Selection<Row> {
  return { ...selection, rows: new Map([...selection.rows, ...more.map((row) => [row.id, row] as const)]) };
}

/** Selected rows in their newest state, where they are shown. */
export function freshRows<Row extends { id: string }>(selection: Selection<Row>, shown: readonly Row[]): Row[] {
  const byId = new Map(shown.map((row) => [row.id, row]));
  return [...selection.rows.values()].map((row) => byId.get(row.id) ?? row);
}
