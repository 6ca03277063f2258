import { type Column, plural } from '../facts';
import { snake } from '../subject';
import { servedComment } from './code-shared';
import type { Piece, Work } from './work';

const SQL_TYPE: Record<Column['kind'], string> = {
  integer: 'bigint',
  decimal: 'numeric(14, 2)',
  date: 'timestamptz',
  boolean: 'boolean',
  text: 'text',
};

export function writeDatabaseCode(work: Work): Piece[] {
  const entities = work.subject.entities.slice(0, 3);
  const tables = entities.map((entity) => tableSql(work, entity));
  const content = `-- Schema of ${work.subject.name} (PostgreSQL). Runs from top to bottom; the way back is at the end.
${servedComment(work, entities[0] ?? 'item', '--')}

BEGIN;

${tables.join('\n\n')}

-- Who changed what and when; rows are only ever added.
CREATE TABLE events (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subject_table text NOT NULL CHECK (subject_table IN (${entities.map((entity) => `'${snake(plural(entity))}'`).join(', ')})),
  subject_id uuid NOT NULL,
  actor text NOT NULL,
  change jsonb NOT NULL,
  happened_at timestamptz NOT NULL DEFAULT now()
);
-- Serves: the history of one record, newest first.
CREATE INDEX events_of_subject ON events (subject_table, subject_id, happened_at DESC);

COMMIT;

-- Back:
-- DROP TABLE events, ${entities.map((entity) => snake(plural(entity))).join(', ')};
`;
  return [{ name: `${work.brief.key}.sql`, type: 'code', content, metadata: { language: 'sql', tables: entities.length + 1 } }];
}

function tableSql(work: Work, entity: string): string {
  const name = snake(plural(entity));
  const known = work.tables.find((one) => one.entity === entity);
  const columns = work.subject.fields(entity).filter((column) => !['id', 'version'].includes(snake(column.name)));
  const lines = columns.map(
    (column) => `  ${snake(column.name)} ${SQL_TYPE[column.kind]}${column.empty > 0 ? '' : ' NOT NULL'}${checkOf(column)},${seen(column)}`,
  );
  const status = columns.find((column) => /status|state/i.test(column.name));
  const date = columns.find((column) => column.kind === 'date');
  const index = [status, date].filter((column): column is Column => column !== undefined).map((column) => snake(column.name));
  return `-- ${known ? `From ${known.source}: ${known.rows} rows.` : `${name}: no document has its fields; these are assumed.`}
CREATE TABLE ${name} (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
${lines.join('\n')}
  version integer NOT NULL DEFAULT 1 CHECK (version > 0)
);${index.length > 0 ? `\n-- Serves: the list by ${index.join(' and ')}.\nCREATE INDEX ${name}_list ON ${name} (${index.join(', ')}, id);` : ''}`;
}

function checkOf(column: Column): string {
  const name = snake(column.name);
  if (column.values.length > 1 && /^(status|state|category|type|kind|level|priority)$/i.test(name)) {
    return ` CHECK (${name} IN (${column.values.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ')}))`;
  }
  if (column.kind === 'text' && column.empty === 0) return ` CHECK (${name} <> '')`;
  const smallest = column.range ? Number(column.range[0]) : Number.NaN;
  return (column.kind === 'integer' || column.kind === 'decimal') && smallest >= 0 ? ` CHECK (${name} >= 0)` : '';
}

function seen(column: Column): string {
  if (column.range) return ` -- ${column.range[0]} to ${column.range[1]} in the data`;
  return column.distinct > 0 ? ` -- ${column.distinct} distinct values in the data` : '';
}
