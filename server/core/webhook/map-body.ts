import type { WorkflowInput } from '@/lib/contracts/workflow';

/** The whole body, in a mapping. */
const WHOLE = '$';

/**
 * Values for a workflow's inputs from a webhook's body. An input takes the field of its own name, or what `mapping` names for it: a
 * path (`repository.name`, `commits.0.id`) or `$` for all of the body; without either, the value in `fixed`. Fields that no input
 * asks for are left out. Text and documents take any JSON as its text; the other types are taken as they are.
 */
export function mapBody(
  inputs: readonly Pick<WorkflowInput, 'name' | 'type'>[],
  body: Readonly<Record<string, unknown>>,
  { mapping, fixed }: { mapping: Readonly<Record<string, string>>; fixed: Readonly<Record<string, unknown>> },
): Record<string, unknown> {
  const values = inputs.flatMap(({ name, type }): [string, unknown][] => {
    const path = Object.hasOwn(mapping, name) ? (mapping[name] ?? name) : null;
    const found = path === null ? own(body, name) : path === WHOLE ? body : path.split('.').reduce<unknown>(own, body);
    if (found !== undefined && found !== null) return [[name, valueFor(type, found)]];
    const value = own(fixed, name);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(values);
}

function own(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, field) ? (value as Record<string, unknown>)[field] : undefined;
}

function valueFor(type: WorkflowInput['type'], found: unknown): unknown {
  if (type === 'text') return typeof found === 'string' ? found : JSON.stringify(found);
  // A document of JSON says so; one that has the shape of a document is one.
  if (type === 'document' && typeof found !== 'string' && typeof own(found, 'content') !== 'string') {
    return { name: 'body.json', type: 'data', content: JSON.stringify(found, null, 2) };
  }
  return found;
}
