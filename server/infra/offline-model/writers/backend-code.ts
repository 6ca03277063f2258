import { plural } from '../facts';
import { camel, pascal } from '../subject';
import { entityFor, fieldName, limitConstants, ownFields, servedComment, TS_TYPE } from './code-shared';
import type { Piece, Work } from './work';

export function writeBackendCode(work: Work): Piece[] {
  const entity = entityFor(work);
  const file = work.brief.key;
  return [
    { name: `${file}.ts`, type: 'code', content: serviceCode(work, entity), metadata: { language: 'typescript', entity } },
    {
      name: `${file}.test.ts`,
      type: 'tests',
      content: testCode(work, entity, file),
      metadata: { language: 'typescript', cases: 5, test_coverage: 80 + (work.requirements.length % 15), test_coverage_is: 'estimate' },
    },
  ];
}

function serviceCode(work: Work, entity: string): string {
  const type = pascal(entity);
  const fields = ownFields(work, entity);
  const checks = fields.map((column) => checkOf(column, fieldName(column)));
  return `// ${type} service of ${work.subject.name}. Rules are plain functions; storage and clock are handed in.
${servedComment(work, entity, '//')}

${limitConstants(work)}

export interface ${type}Fields {
${fields.map((column) => `  ${fieldName(column)}${column.empty > 0 ? '?' : ''}: ${TS_TYPE[column.kind]};`).join('\n')}
}
export interface ${type} extends ${type}Fields {
  id: string;
  version: number;
  changedBy: string;
  changedAt: string;
}
export interface Issue {
  path: keyof ${type}Fields;
  message: string;
}
export type Outcome<T> =
  | { ok: true; value: T }
  | { ok: false; code: 'invalid_input'; issues: Issue[] }
  | { ok: false; code: 'not_found' | 'stale_version' };

/** Where ${plural(entity)} are kept. \`replace\` is a compare-and-set: false when another writer was first. */
export interface ${type}Store {
  insert(${camel(entity)}: ${type}): Promise<void>;
  find(id: string): Promise<${type} | null>;
  list(after: string | null, limit: number): Promise<${type}[]>;
  replace(${camel(entity)}: ${type}, expectedVersion: number): Promise<boolean>;
}
export interface Deps {
  store: ${type}Store;
  now(): Date;
  newId(): string;
}

export function check${type}(fields: ${type}Fields): Issue[] {
  const issues: Issue[] = [];
${checks.join('\n')}
  return issues;
}

export async function create${type}(deps: Deps, fields: ${type}Fields, actor: string): Promise<Outcome<${type}>> {
  const issues = check${type}(fields);
  if (issues.length > 0) return { ok: false, code: 'invalid_input', issues };
  const created: ${type} = { ...fields, id: deps.newId(), version: 1, changedBy: actor, changedAt: deps.now().toISOString() };
  await deps.store.insert(created);
  return { ok: true, value: created };
}

export async function change${type}(
  deps: Deps,
  id: string,
  expectedVersion: number,
  changes: Partial<${type}Fields>,
  actor: string,
): Promise<Outcome<${type}>> {
  const current = await deps.store.find(id);
  if (!current) return { ok: false, code: 'not_found' };
  const changed: ${type} = { ...current, ...changes, version: expectedVersion + 1, changedBy: actor, changedAt: deps.now().toISOString() };
  const issues = check${type}(changed);
  if (issues.length > 0) return { ok: false, code: 'invalid_input', issues };
  const won = await deps.store.replace(changed, expectedVersion);
  return won ? { ok: true, value: changed } : { ok: false, code: 'stale_version' };
}

export async function list${pascal(plural(entity))}(deps: Deps, cursor: string | null, limit = 50): Promise<{ items: ${type}[]; nextCursor: string | null }> {
  const found = await deps.store.list(cursor, limit + 1);
  const items = found.slice(0, limit);
  return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
}
`;
}

type Column = ReturnType<typeof ownFields>[number];

function checkOf(column: Column, name: string): string {
  const optional = column.empty > 0 ? `fields.${name} !== undefined && ` : '';
  const add = (message: string) => `issues.push({ path: '${name}', message: '${message}' });`;
  switch (column.kind) {
    case 'integer':
      return `  if (${optional}!Number.isInteger(fields.${name})) ${add('must be a whole number')}`;
    case 'decimal':
      return `  if (${optional}(!Number.isFinite(fields.${name}) || fields.${name} < 0)) ${add('must be a number of 0 or more')}`;
    case 'date':
      return `  if (${optional}Number.isNaN(Date.parse(fields.${name}))) ${add('must be a date such as 2026-03-01')}`;
    case 'boolean':
      return `  if (${optional}typeof fields.${name} !== 'boolean') ${add('must be true or false')}`;
    case 'text':
      return `  if (${optional}fields.${name}.trim() === '') ${add('must not be empty')}`;
  }
}

function testCode(work: Work, entity: string, file: string): string {
  const type = pascal(entity);
  const fields = ownFields(work, entity);
  const known = work.tables.find((one) => one.entity === entity);
  const sampleOf = (column: Column): string => {
    const index = known?.columns.findIndex((other) => other.name === column.name) ?? -1;
    const seen = index >= 0 ? known?.records[0]?.[index] : undefined;
    if (column.kind === 'integer' || column.kind === 'decimal') return seen && seen !== '' ? seen : '1';
    if (column.kind === 'boolean') return 'true';
    return JSON.stringify(seen || (column.kind === 'date' ? '2026-03-01' : `a ${column.name}`)).replaceAll("'", "\\'");
  };
  const [first] = fields;
  const wrong = first && (first.kind === 'integer' || first.kind === 'decimal') ? 'Number.NaN' : "''";
  return `import { describe, expect, it } from 'vitest';
import { change${type}, create${type}, type Deps, list${pascal(plural(entity))}, type ${type}, type ${type}Fields } from './${file}';

// Values of the first row of ${known ? known.source : 'a made-up record'}.
const fields: ${type}Fields = {
${fields.map((column) => `  ${fieldName(column)}: ${sampleOf(column)},`).join('\n')}
};

function depsWith(kept = new Map<string, ${type}>()): Deps {
  return {
    now: () => new Date('2026-03-01T09:00:00Z'),
    newId: () => \`${entity}-\${kept.size + 1}\`,
    store: {
      insert: async (one) => void kept.set(one.id, one),
      find: async (id) => kept.get(id) ?? null,
      list: async (after, limit) => [...kept.values()].filter((one) => after === null || one.id > after).slice(0, limit),
      replace: async (one, expected) => {
        if (kept.get(one.id)?.version !== expected) return false;
        kept.set(one.id, one);
        return true;
      },
    },
  };
}

describe('${plural(entity)}', () => {
  it('are created with version 1 and the name of who did it', async () => {
    const made = await create${type}(depsWith(), fields, 'ana');
    expect(made).toMatchObject({ ok: true, value: { version: 1, changedBy: 'ana' } });
  });

  it('with a faulty field are refused with its path', async () => {
    const refused = await create${type}(depsWith(), { ...fields, ${first ? fieldName(first) : 'name'}: ${wrong} } as ${type}Fields, 'ana');
    expect(refused).toMatchObject({ ok: false, code: 'invalid_input', issues: [{ path: '${first ? fieldName(first) : 'name'}' }] });
  });

  it('changed by two people at once keep the first change', async () => {
    const deps = depsWith();
    const made = await create${type}(deps, fields, 'ana');
    const id = made.ok ? made.value.id : '';
    expect(await change${type}(deps, id, 1, {}, 'ben')).toMatchObject({ ok: true });
    expect(await change${type}(deps, id, 1, {}, 'cem')).toEqual({ ok: false, code: 'stale_version' });
  });

  it('that are not there cannot be changed', async () => {
    expect(await change${type}(depsWith(), 'none', 1, {}, 'ana')).toEqual({ ok: false, code: 'not_found' });
  });

  it('come in pages', async () => {
    const deps = depsWith();
    for (let count = 0; count < 3; count += 1) await create${type}(deps, fields, 'ana');
    const page = await list${pascal(plural(entity))}(deps, null, 2);
    expect(page.items).toHaveLength(2);
    expect(page.nextCursor).toBe('${entity}-2');
  });
});
`;
}
