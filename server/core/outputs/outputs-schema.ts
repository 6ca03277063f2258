import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { Issue } from '@/lib/errors';

type Schema = Record<string, unknown>;

/** What a schema may not hold: a regular expression of somebody else's could stop a worker's heart for seconds. */
const REFUSED: Readonly<Record<string, string>> = {
  pattern: 'patterns are not supported; use "enum", "format" or lengths',
  patternProperties: 'patterns are not supported; name the properties',
  $id: 'a schema has no name of its own here',
  $async: 'asynchronous schemas are not supported',
};
const MAX_DEPTH = 20;
const MAX_SHOWN = 8;

/** Faults of a task's `outputs` schema, each with its path; none where there is no schema. */
export function outputsSchemaIssues(schema: Schema | undefined, path: string): Issue[] {
  if (schema === undefined) return [];
  const refused = refusedParts(schema, path, 0);
  if (refused.length > 0) return refused;
  try {
    compile(schema);
    return [];
  } catch (error) {
    return [{ path, message: `is not a JSON Schema: ${error instanceof Error ? error.message : String(error)}` }];
  }
}

function refusedParts(value: unknown, path: string, depth: number): Issue[] {
  if (depth > MAX_DEPTH) return [{ path, message: `is nested deeper than ${MAX_DEPTH} levels` }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const at = `${path}.${name}`;
    if (name === '$ref' && typeof inner === 'string' && !inner.startsWith('#')) {
      return [{ path: at, message: 'must point into this schema ("#/…")' }];
    }
    // Below `properties` a name is a property's and not a keyword.
    const keyword = !path.endsWith('.properties');
    const why = keyword && Object.hasOwn(REFUSED, name) ? REFUSED[name] : undefined;
    return why ? [{ path: at, message: why }] : refusedParts(inner, at, depth + 1);
  });
}

/** Faults of what a task hands on, worded for the model that wrote it. */
export function outputsFaults(schema: Schema, outputs: unknown): string[] {
  const validate = compile(schema);
  if (validate(outputs)) return [];
  const faults = (validate.errors ?? []).map(wordsOf);
  return faults.length > MAX_SHOWN ? [...faults.slice(0, MAX_SHOWN), `and ${faults.length - MAX_SHOWN} more`] : faults;
}

function wordsOf({ instancePath, message, params }: ErrorObject): string {
  const at = `outputs${instancePath.replaceAll('/', '.')}`;
  const allowed = 'allowedValues' in params && Array.isArray(params.allowedValues) ? `: ${params.allowedValues.join(', ')}` : '';
  return `${at} ${message ?? 'is not valid'}${allowed}`;
}

function compile(schema: Schema): ValidateFunction {
  // A compiler each: schemas of different runs must not meet in its cache.
  const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: true, logger: false });
  addFormats(ajv);
  return ajv.compile(schema);
}
