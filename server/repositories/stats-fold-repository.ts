import type { Tx } from '@/server/infra/db/tx';

interface FoldedTable {
  table: string;
  keys: string[];
  /** Column → how values of several buckets become one. */
  values: Record<string, 'sum' | 'max'>;
}

const TABLES: readonly FoldedTable[] = [
  { table: 'task_stats', keys: ['role', 'outcome', 'slot'], values: { count: 'sum', duration_ms: 'sum' } },
  {
    table: 'call_stats',
    keys: ['role', 'model'],
    values: { calls: 'sum', unpriced: 'sum', input_tokens: 'sum', output_tokens: 'sum', cost_micro: 'sum' },
  },
  { table: 'gauge_stats', keys: ['name'], values: { peak: 'max' } },
];

const foldSql = ({ table, keys, values }: FoldedTable) => `
  WITH old AS (DELETE FROM ${table} WHERE span = $1 AND bucket < $2 RETURNING *)
  INSERT INTO ${table} AS s (span, bucket, ${keys.join(', ')}, ${Object.keys(values).join(', ')})
  SELECT $3::int, to_timestamp(floor(extract(epoch FROM bucket) / $3::int) * $3::int), ${keys.join(', ')},
    ${Object.entries(values)
      .map(([column, how]) => `${how}(${column})`)
      .join(', ')}
  FROM old GROUP BY 2, ${keys.join(', ')}
  ON CONFLICT (span, bucket, ${keys.join(', ')}) DO UPDATE SET ${Object.entries(values)
    .map(
      ([column, how]) => `${column} = ${how === 'sum' ? `s.${column} + excluded.${column}` : `greatest(s.${column}, excluded.${column})`}`,
    )
    .join(', ')}`;

/** Folds buckets that are older than `before`, a boundary of the wider ones, into wider ones. The sums stay the same. */
export async function foldStats(tx: Tx, fold: { from: number; into: number; before: Date }): Promise<void> {
  for (const table of TABLES) {
    await tx.query({ name: `fold_${table.table}`, text: foldSql(table), values: [fold.from, fold.before, fold.into] });
  }
}
