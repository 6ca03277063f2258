/** Rows by table, named as their columns are: what `jsonb_populate_recordset` takes. */
export type Row = Record<string, unknown>;

/** Tables in the order of writing: a run's head last, since the list's trigger reads what stands before it. */
export const SEED_TABLES = [
  'artifact_contents',
  'runs',
  'task_specs',
  'tasks',
  'attempts',
  'conversations',
  'turns',
  'tool_calls',
  'artifacts',
  'run_events',
  'incidents',
  'dead_letters',
  'ready_tasks',
  'run_heads',
] as const;
export type SeedTable = (typeof SEED_TABLES)[number];
export type SeedRows = Record<SeedTable, Row[]>;

export function noRows(): SeedRows {
  return Object.fromEntries(SEED_TABLES.map((table) => [table, [] as Row[]])) as SeedRows;
}
