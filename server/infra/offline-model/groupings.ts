import type { Table } from './facts';

export interface Grouping {
  measure: string;
  by: string;
  /** Largest sum first. */
  groups: { value: string; rows: number; sum: number; mean: number; share: number }[];
}

const MAX_GROUPINGS = 4;
const MAX_GROUPS = 8;

/** Sums of each measured column by each column with few values: what a table of records shows at a first look. */
export function groupings(table: Table): Grouping[] {
  const measures = table.columns.filter(
    (column) => (column.kind === 'decimal' || column.kind === 'integer') && !/(^|_)(id|no|number|year)$/i.test(column.name),
  );
  const keys = table.columns.filter((column) => column.kind === 'text' && column.distinct >= 2 && column.distinct <= MAX_GROUPS);
  return measures.flatMap((measure) => keys.map((key) => group(table, measure.name, key.name))).slice(0, MAX_GROUPINGS);
}

function group(table: Table, measure: string, by: string): Grouping {
  const at = (name: string) => table.columns.findIndex((column) => column.name === name);
  const [measureAt, byAt] = [at(measure), at(by)];
  const sums = new Map<string, { rows: number; sum: number }>();
  for (const record of table.records) {
    const value = record[byAt]?.trim() || '(empty)';
    const seen = sums.get(value) ?? { rows: 0, sum: 0 };
    sums.set(value, { rows: seen.rows + 1, sum: seen.sum + (Number(record[measureAt]) || 0) });
  }
  const total = [...sums.values()].reduce((all, one) => all + one.sum, 0);
  const groups = [...sums].map(([value, { rows, sum }]) => ({ value, rows, sum, mean: sum / rows, share: total === 0 ? 0 : sum / total }));
  return { measure, by, groups: groups.sort((left, right) => right.sum - left.sum) };
}
