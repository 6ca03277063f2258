import { namesIn } from '@/lib/condition/complete-condition';
import { CONDITION_ROOTS, type ConditionContext, type ConditionName } from '@/lib/condition/types';
import type { ConditionPreview } from '@/lib/contracts/condition';
import type { TaskKind } from '@/lib/contracts/task';

type Name = ConditionPreview['names'][number];

const MAX_NAMES = 500;
const ROOTS = CONDITION_ROOTS.length;

/** What every gate and branch hands on. */
const JUDGED = { result: 'true or false', by: 'text', condition: 'text', evidence: 'object', findings: 'list' } as const;

/** What every artifact has. */
const ALWAYS = { name: 'text', type: 'text', version: 'number' } as const;

/**
 * What there is to name, and what will be there: by the schemas of outputs, and by what other artifacts carry. Of an artifact first what those
 * of that task carried, then what every one has, then what others of the run carry.
 */
export function knownNames(
  context: ConditionContext,
  known: {
    /** Of artifacts that the task has left, newest first. */
    carried?: readonly Record<string, unknown>[];
    metadata: readonly { key: string; value: unknown }[];
    outputs: readonly { key: string; kind: TaskKind; schema: Record<string, unknown> | null }[];
  },
): Name[] {
  const names = new Map<string, Name>(namesIn(context).map((name) => [name.path, { ...name, expected: false }]));
  const expect = (path: string, type: ConditionName['type']) => {
    if (!names.has(path)) names.set(path, { path, type, example: null, expected: true });
  };
  const pathsOf = (artifact: Record<string, unknown>) => namesIn({ artifact, task: {}, run: {}, outputs: {} }).slice(ROOTS);
  // In the order of the newest, with its values.
  const past = [context.artifact ?? {}, ...(known.carried ?? [])];
  const own = pathsOf(Object.assign({}, ...past, ...[...past].reverse()));
  for (const { path, type } of own) expect(path, type);
  for (const [field, type] of Object.entries(ALWAYS)) expect(pathTo('artifact', field), type);
  for (const { path, type } of pathsOf(Object.fromEntries(known.metadata.map(({ key, value }) => [key, value])))) expect(path, type);
  for (const { key, kind, schema } of known.outputs) {
    const at = pathTo('outputs', key);
    expect(at, 'object');
    const fields =
      kind === 'agent' ? fieldsOf(schema) : Object.entries({ ...JUDGED, ...(kind === 'gate' ? { verdict: 'text' as const } : {}) });
    for (const [field, type] of fields) expect(pathTo(at, field), type);
  }
  const always = new Set(Object.keys(ALWAYS).map((field) => pathTo('artifact', field)));
  const carried = new Set(own.map(({ path }) => path).filter((path) => !always.has(path)));
  const rankOf = (path: string, index: number): number => {
    if (index < ROOTS) return 0;
    return carried.has(path) ? 1 : always.has(path) ? 2 : 3;
  };
  const ranked = [...names.values()].map((name, index) => ({ name, rank: rankOf(name.path, index) }));
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MAX_NAMES)
    .map(({ name }) => name);
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
