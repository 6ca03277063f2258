import { namesIn } from '@/lib/condition/complete-condition';
import type { ConditionContext, ConditionName } from '@/lib/condition/types';
import type { ConditionPreview } from '@/lib/contracts/condition';
import type { TaskKind } from '@/lib/contracts/task';

type Name = ConditionPreview['names'][number];

const MAX_NAMES = 500;

/** What every gate and branch hands on. */
const JUDGED = { result: 'true or false', by: 'text', condition: 'text', evidence: 'object', findings: 'list' } as const;

/** What there is to name, and what will be there: by the schemas of outputs, and by what other artifacts of the run carry. */
export function knownNames(
  context: ConditionContext,
  known: {
    metadata: readonly { key: string; value: unknown }[];
    outputs: readonly { key: string; kind: TaskKind; schema: Record<string, unknown> | null }[];
  },
): Name[] {
  const names = new Map<string, Name>(namesIn(context).map((name) => [name.path, { ...name, expected: false }]));
  const expect = (path: string, type: ConditionName['type']) => {
    if (!names.has(path)) names.set(path, { path, type, example: null, expected: true });
  };
  const carried = { artifact: Object.fromEntries(known.metadata.map(({ key, value }) => [key, value])), task: {}, run: {}, outputs: {} };
  for (const { path, type } of namesIn(carried)) expect(path, type);
  for (const { key, kind, schema } of known.outputs) {
    const at = pathTo('outputs', key);
    expect(at, 'object');
    const fields =
      kind === 'agent' ? fieldsOf(schema) : Object.entries({ ...JUDGED, ...(kind === 'gate' ? { verdict: 'text' as const } : {}) });
    for (const [field, type] of fields) expect(pathTo(at, field), type);
  }
  return [...names.values()].slice(0, MAX_NAMES);
}

const pathTo = (parent: string, key: string): string =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `${parent}.${key}` : `${parent}[${JSON.stringify(key)}]`;

const TYPES: Record<string, ConditionName['type']> = {
  string: 'text',
  number: 'number',
  integer: 'number',
  boolean: 'true or false',
  array: 'list',
  object: 'object',
  null: 'nothing',
};

function fieldsOf(schema: Record<string, unknown> | null): [string, ConditionName['type']][] {
  const properties = schema?.properties;
  if (typeof properties !== 'object' || properties === null) return [];
  return Object.entries(properties).map(([name, property]) => {
    const type = typeof property === 'object' && property !== null && 'type' in property ? property.type : null;
    return [name, (typeof type === 'string' ? TYPES[type] : undefined) ?? 'text'];
  });
}
